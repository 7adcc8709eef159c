WITH orders_totals AS (
  SELECT
    dateTrunc('MONTH', toDate32(orders.ordered_at)) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-07-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-07-01' AS Nullable(Date32))
  GROUP BY
    dateTrunc('MONTH', toDate32(orders.ordered_at))
), revenue_2_totals AS (
  SELECT
    dateTrunc(
      'MONTH',
      toDate32(
        CAST(dateTrunc('MONTH', toDate32(orders.ordered_at)) + INTERVAL '1' MONTH AS Nullable(Date32))
      )
    ) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_2
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-06-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-06-01' AS Nullable(Date32))
  GROUP BY
    dateTrunc(
      'MONTH',
      toDate32(
        CAST(dateTrunc('MONTH', toDate32(orders.ordered_at)) + INTERVAL '1' MONTH AS Nullable(Date32))
      )
    )
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
  CAST(MAX(merged.revenue) AS Nullable(Float64)) / nullIf((
    MAX(merged.revenue_2)
  ), 0) - 1 AS growth,
  MAX(merged.revenue_2) AS revenue_month_before
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  ordered_at_month ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
