WITH orders_totals AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= '2024-07-01' AND orders.ordered_at < '2025-07-01'
  GROUP BY
    1
), revenue_2_totals AS (
  SELECT
    DATE_TRUNC(
      CAST(CAST(DATETIME_ADD(CAST(DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) AS DATETIME), INTERVAL '1' MONTH) AS DATE) AS DATE),
      MONTH
    ) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_2
  FROM orders
  WHERE
    orders.ordered_at >= '2024-06-01' AND orders.ordered_at < '2025-06-01'
  GROUP BY
    1
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
  CAST(MAX(merged.revenue) AS FLOAT64) / NULLIF((
    MAX(merged.revenue_2)
  ), 0) - 1 AS growth,
  MAX(merged.revenue_2) AS revenue_month_before
FROM merged
GROUP BY
  1
ORDER BY
  ordered_at_month ASC NULLS LAST
