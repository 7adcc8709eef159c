WITH orders_totals AS (
  SELECT
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS DATE)
    AND orders.ordered_at < CAST('2025-04-01' AS DATE)
  GROUP BY
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE)
), orders_totals_previous AS (
  SELECT
    CAST(DATE_ADD(CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE), INTERVAL '6' MONTH) AS DATE) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_previous
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-07-01' AS DATE)
    AND orders.ordered_at < CAST('2024-09-01' AS DATE)
  GROUP BY
    CAST(DATE_ADD(CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE), INTERVAL '6' MONTH) AS DATE)
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
  CASE WHEN merged.ordered_at_month IS NULL THEN 1 ELSE 0 END,
  merged.ordered_at_month ASC
