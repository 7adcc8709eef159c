WITH RECURSIVE order_count_steps AS (
  SELECT
    STRFTIME('%Y-%m-%d %H:00:00', orders.ordered_at) AS p,
    COUNT(*) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    STRFTIME('%Y-%m-%d %H:%M:%f', orders.ordered_at) >= '2025-05-30 21:00:00.000'
    AND orders.ordered_at < '2025-06-04'
    AND NOT STRFTIME('%Y-%m-%d %H:00:00', orders.ordered_at) IS NULL
  GROUP BY
    STRFTIME('%Y-%m-%d %H:00:00', orders.ordered_at)
), periods_reached AS (
  SELECT
    order_count_steps.p AS p
  FROM order_count_steps
  UNION ALL
  SELECT
    '2025-06-03 23:00:00' AS p
), periods(p) AS (
  SELECT
    (
      SELECT
        MIN(periods_reached.p)
      FROM periods_reached
    ) AS p
  WHERE
    NOT (
      SELECT
        MIN(periods_reached.p)
      FROM periods_reached
    ) IS NULL
  UNION ALL
  SELECT
    DATETIME(periods.p, '+1 hours') AS p
  FROM periods
  WHERE
    periods.p < (
      SELECT
        MAX(periods_reached.p)
      FROM periods_reached
    )
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
  STRFTIME('%Y-%m-%d %H:00:00', order_count_running.p) AS ordered_at_hour,
  MAX(order_count_running.v1) AS orders_3_hours
FROM order_count_running
WHERE
  order_count_running.n > 0
  AND order_count_running.p >= '2025-05-31 00:00:00'
  AND order_count_running.p <= '2025-06-03 23:00:00'
GROUP BY
  STRFTIME('%Y-%m-%d %H:00:00', order_count_running.p)
ORDER BY
  ordered_at_hour ASC NULLS LAST
