WITH order_count_steps AS (
  SELECT
    DATETIME_TRUNC(CAST(orders.ordered_at AS DATETIME), HOUR) AS p,
    COUNT(*) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    orders.ordered_at >= '2025-05-30 21:00:00'
    AND orders.ordered_at < '2025-06-04'
    AND NOT DATETIME_TRUNC(CAST(orders.ordered_at AS DATETIME), HOUR) IS NULL
  GROUP BY
    DATETIME_TRUNC(CAST(orders.ordered_at AS DATETIME), HOUR)
), periods_reached AS (
  SELECT
    order_count_steps.p AS p
  FROM order_count_steps
  UNION ALL
  SELECT
    CAST('2025-06-03 23:00:00' AS DATETIME) AS p
), periods AS (
  SELECT
    DATETIME_ADD((
      SELECT
        MIN(periods_reached.p)
      FROM periods_reached
    ), INTERVAL n HOUR) AS p
  FROM UNNEST(GENERATE_ARRAY(
    0,
    DATETIME_DIFF(
      (
        SELECT
          MAX(periods_reached.p)
        FROM periods_reached
      ),
      (
        SELECT
          MIN(periods_reached.p)
        FROM periods_reached
      ),
      HOUR
    )
  )) AS n
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
    SUM(order_count_filled.a1) OVER (ORDER BY order_count_filled.p ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS v1,
    SUM(order_count_filled.n) OVER (ORDER BY order_count_filled.p ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS n
  FROM order_count_filled
)
SELECT
  DATETIME_TRUNC(CAST(order_count_running.p AS DATETIME), HOUR) AS ordered_at_hour,
  MAX(order_count_running.v1) AS orders_3_hours
FROM order_count_running
WHERE
  order_count_running.n > 0
  AND order_count_running.p >= CAST('2025-05-31 00:00:00' AS DATETIME)
  AND order_count_running.p <= CAST('2025-06-03 23:00:00' AS DATETIME)
GROUP BY
  1
ORDER BY
  ordered_at_hour ASC NULLS LAST
