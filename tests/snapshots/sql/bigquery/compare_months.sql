WITH orders_totals AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2025-01-01' AND orders.ordered_at < '2025-06-16'
  GROUP BY
    1
), orders_totals_previous AS (
  SELECT
    CAST(DATETIME_ADD(CAST(DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) AS DATETIME), INTERVAL '12' MONTH) AS DATE) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_previous,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    orders.ordered_at >= '2024-01-01' AND orders.ordered_at < '2024-06-16'
  GROUP BY
    1
), merged AS (
  SELECT
    ordered_at_month,
    revenue,
    order_count,
    NULL AS revenue_previous,
    NULL AS order_count_previous
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue,
    NULL AS order_count,
    revenue_previous,
    order_count_previous
  FROM orders_totals_previous
), result AS (
  SELECT
    merged.ordered_at_month AS ordered_at_month,
    MAX(merged.revenue) AS revenue,
    MAX(merged.revenue_previous) AS revenue_previous,
    MAX(merged.order_count) AS order_count,
    MAX(merged.order_count_previous) AS order_count_previous
  FROM merged
  GROUP BY
    1
)
SELECT
  result.ordered_at_month,
  result.revenue,
  result.revenue_previous,
  result.order_count,
  result.order_count_previous,
  CAST((
    result.revenue - result.revenue_previous
  ) AS FLOAT64) / NULLIF(ABS(result.revenue_previous), 0) AS revenue_percent_change
FROM result
ORDER BY
  ordered_at_month ASC NULLS LAST
