WITH orders_totals AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= '2025-01-01' AND orders.ordered_at < '2025-04-01'
  GROUP BY
    1
), orders_totals_previous AS (
  SELECT
    CAST(DATETIME_ADD(CAST(DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) AS DATETIME), INTERVAL '6' MONTH) AS DATE) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_previous
  FROM orders
  WHERE
    orders.ordered_at >= '2024-07-01' AND orders.ordered_at < '2024-09-01'
  GROUP BY
    1
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
  1
ORDER BY
  ordered_at_month ASC NULLS LAST
