WITH order_count_steps AS (
  SELECT
    CAST(DATE_TRUNC('HOUR', orders.ordered_at) AS TIMESTAMP_NTZ) AS p,
    COUNT(*) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-05-30 21:00:00' AS TIMESTAMP_NTZ)
    AND orders.ordered_at < CAST('2025-06-04' AS DATE)
    AND NOT CAST(DATE_TRUNC('HOUR', orders.ordered_at) AS TIMESTAMP_NTZ) IS NULL
  GROUP BY
    CAST(DATE_TRUNC('HOUR', orders.ordered_at) AS TIMESTAMP_NTZ)
), periods_reached AS (
  SELECT
    order_count_steps.p AS p
  FROM order_count_steps
  UNION ALL
  SELECT
    CAST('2025-06-03 23:00:00' AS TIMESTAMP_NTZ) AS p
), periods AS (
  SELECT
    EXPLODE(
      SEQUENCE(
        (
          SELECT
            MIN(periods_reached.p)
          FROM periods_reached
        ),
        (
          SELECT
            MAX(periods_reached.p)
          FROM periods_reached
        ),
        INTERVAL '1' HOUR
      )
    ) AS p
), order_count_every AS (
  SELECT
    order_count_steps.p,
    order_count_steps.a1,
    order_count_steps.n
  FROM order_count_steps
  UNION ALL
  SELECT
    periods.p,
    NULL AS a1,
    NULL AS n
  FROM periods
), order_count_filled AS (
  SELECT
    order_count_every.p,
    MAX(order_count_every.a1) AS a1,
    MAX(order_count_every.n) AS n
  FROM order_count_every
  GROUP BY
    order_count_every.p
), order_count_running AS (
  SELECT
    order_count_filled.p AS p,
    SUM(order_count_filled.a1) OVER (ORDER BY order_count_filled.p NULLS LAST ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS v1,
    SUM(order_count_filled.n) OVER (ORDER BY order_count_filled.p NULLS LAST ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS n
  FROM order_count_filled
)
SELECT
  CAST(DATE_TRUNC('HOUR', order_count_running.p) AS TIMESTAMP_NTZ) AS ordered_at_hour,
  MAX(order_count_running.v1) AS orders_3_hours
FROM order_count_running
WHERE
  order_count_running.n > 0
  AND order_count_running.p >= CAST('2025-05-31 00:00:00' AS TIMESTAMP_NTZ)
  AND order_count_running.p <= CAST('2025-06-03 23:00:00' AS TIMESTAMP_NTZ)
GROUP BY
  CAST(DATE_TRUNC('HOUR', order_count_running.p) AS TIMESTAMP_NTZ)
ORDER BY
  ordered_at_hour ASC NULLS LAST
