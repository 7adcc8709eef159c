WITH orders_totals AS (
  SELECT
    dateTrunc('MONTH', toDate32(orders.ordered_at)) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-04-01' AS Nullable(Date32))
  GROUP BY
    dateTrunc('MONTH', toDate32(orders.ordered_at))
), orders_totals_previous AS (
  SELECT
    CAST(dateTrunc('MONTH', toDate32(orders.ordered_at)) + INTERVAL '6' MONTH AS Nullable(Date32)) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_previous
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-07-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2024-09-01' AS Nullable(Date32))
  GROUP BY
    CAST(dateTrunc('MONTH', toDate32(orders.ordered_at)) + INTERVAL '6' MONTH AS Nullable(Date32))
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
  ordered_at_month ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
