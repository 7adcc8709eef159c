WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(orders.ordered_at, 'start of month') AS ordered_at_month,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2024-07-01' AND orders.ordered_at < '2025-07-01'
  GROUP BY
    DATE(orders.ordered_at, 'start of month')
), periods(p) AS (
  SELECT
    '2024-07-01' AS p
  WHERE
    NOT '2024-07-01' IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+1 months') AS p
  FROM periods
  WHERE
    periods.p < '2025-06-01'
), all_periods AS (
  SELECT
    periods.p AS ordered_at_month
  FROM periods
), merged AS (
  SELECT
    ordered_at_month,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  MAX(merged.order_count) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  ordered_at_month ASC NULLS LAST
