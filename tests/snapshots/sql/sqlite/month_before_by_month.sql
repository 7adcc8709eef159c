WITH orders_totals AS (
  SELECT
    DATE(orders.ordered_at, 'start of month') AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= '2024-07-01' AND orders.ordered_at < '2025-07-01'
  GROUP BY
    DATE(orders.ordered_at, 'start of month')
), revenue_2_totals AS (
  SELECT
    DATE(DATE(DATE(orders.ordered_at, 'start of month'), '+1 months'), 'start of month') AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_2
  FROM orders
  WHERE
    orders.ordered_at >= '2024-06-01' AND orders.ordered_at < '2025-06-01'
  GROUP BY
    DATE(DATE(DATE(orders.ordered_at, 'start of month'), '+1 months'), 'start of month')
), merged AS (
  SELECT
    ordered_at_month,
    revenue,
    NULL AS revenue_2
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue,
    revenue_2
  FROM revenue_2_totals
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  CAST(MAX(merged.revenue) AS REAL) / NULLIF((
    MAX(merged.revenue_2)
  ), 0) - 1 AS growth,
  MAX(merged.revenue_2) AS revenue_month_before
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  ordered_at_month ASC NULLS LAST
