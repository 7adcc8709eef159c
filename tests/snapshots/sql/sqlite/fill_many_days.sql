WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(orders.ordered_at) AS ordered_at_day,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2021-06-01' AND orders.ordered_at < '2025-06-16'
  GROUP BY
    DATE(orders.ordered_at)
), periods(p) AS (
  SELECT
    '2021-06-01' AS p
  WHERE
    NOT '2021-06-01' IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+1 days') AS p
  FROM periods
  WHERE
    periods.p < '2025-06-15'
), all_periods AS (
  SELECT
    periods.p AS ordered_at_day
  FROM periods
), merged AS (
  SELECT
    ordered_at_day,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_day,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_day AS ordered_at_day,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_day
ORDER BY
  ordered_at_day ASC NULLS LAST
