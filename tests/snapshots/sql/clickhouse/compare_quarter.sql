WITH orders_totals AS (
  SELECT
    dateTrunc('WEEK', toDate32(orders.ordered_at)) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-04-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-06-16' AS Nullable(Date32))
  GROUP BY
    dateTrunc('WEEK', toDate32(orders.ordered_at))
), orders_totals_previous AS (
  SELECT
    CAST(dateTrunc('WEEK', toDate32(orders.ordered_at)) + INTERVAL '91' DAY AS Nullable(Date32)) AS ordered_at_week,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-03-16' AS Nullable(Date32))
  GROUP BY
    CAST(dateTrunc('WEEK', toDate32(orders.ordered_at)) + INTERVAL '91' DAY AS Nullable(Date32))
), merged AS (
  SELECT
    ordered_at_week,
    order_count,
    NULL AS order_count_previous
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_week,
    NULL AS order_count,
    order_count_previous
  FROM orders_totals_previous
)
SELECT
  merged.ordered_at_week AS ordered_at_week,
  MAX(merged.order_count) AS order_count,
  MAX(merged.order_count_previous) AS order_count_previous
FROM merged
GROUP BY
  merged.ordered_at_week
ORDER BY
  ordered_at_week ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
