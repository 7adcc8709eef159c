WITH orders_totals AS (
  SELECT
    DATE(orders.ordered_at, '-6 days', 'weekday 1') AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2025-04-01' AND orders.ordered_at < '2025-06-16'
  GROUP BY
    DATE(orders.ordered_at, '-6 days', 'weekday 1')
), orders_totals_previous AS (
  SELECT
    DATE(DATE(orders.ordered_at, '-6 days', 'weekday 1'), '+91 days') AS ordered_at_week,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    orders.ordered_at >= '2025-01-01' AND orders.ordered_at < '2025-03-16'
  GROUP BY
    DATE(DATE(orders.ordered_at, '-6 days', 'weekday 1'), '+91 days')
), merged AS (
  SELECT
    ordered_at_week,
    order_count,
    NULL AS order_count_previous
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_week,
    NULL AS order_count,
    order_count_previous
  FROM orders_totals_previous
)
SELECT
  merged.ordered_at_week AS ordered_at_week,
  MAX(merged.order_count) AS order_count,
  MAX(merged.order_count_previous) AS order_count_previous
FROM merged
GROUP BY
  merged.ordered_at_week
ORDER BY
  ordered_at_week ASC NULLS LAST
