WITH orders_totals AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-07-01' AS DATE)
    AND orders.ordered_at < CAST('2025-07-01' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)
), revenue_2_totals AS (
  SELECT
    CAST(DATE_TRUNC(
      'MONTH',
      CAST(DATE_ADD(MONTH, 1, CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)) AS DATE)
    ) AS DATE) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_2
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-06-01' AS DATE)
    AND orders.ordered_at < CAST('2025-06-01' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC(
      'MONTH',
      CAST(DATE_ADD(MONTH, 1, CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)) AS DATE)
    ) AS DATE)
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
  CAST(MAX(merged.revenue) AS DOUBLE) / NULLIF((
    MAX(merged.revenue_2)
  ), 0) - 1 AS growth,
  MAX(merged.revenue_2) AS revenue_month_before
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  ordered_at_month ASC NULLS LAST
