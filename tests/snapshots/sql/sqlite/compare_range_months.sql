WITH orders_totals AS (
  SELECT
    DATE(orders.ordered_at, 'start of month') AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= '2025-01-01' AND orders.ordered_at < '2025-04-01'
  GROUP BY
    DATE(orders.ordered_at, 'start of month')
), orders_totals_previous AS (
  SELECT
    DATE(DATE(orders.ordered_at, 'start of month'), '+6 months') AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_previous
  FROM orders
  WHERE
    orders.ordered_at >= '2024-07-01' AND orders.ordered_at < '2024-09-01'
  GROUP BY
    DATE(DATE(orders.ordered_at, 'start of month'), '+6 months')
), merged AS (
  SELECT
    ordered_at_month,
    revenue,
    NULL AS revenue_previous
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue,
    revenue_previous
  FROM orders_totals_previous
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  MAX(merged.revenue) AS revenue,
  MAX(merged.revenue_previous) AS revenue_previous
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  ordered_at_month ASC NULLS LAST
