WITH orders_totals AS (
  SELECT
    toDate32(orders.ordered_at) AS ordered_at_day,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-06-09' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-06-16' AS Nullable(Date32))
  GROUP BY
    toDate32(orders.ordered_at)
), orders_totals_previous AS (
  SELECT
    CAST(toDate32(orders.ordered_at) + INTERVAL '7' DAY AS Nullable(Date32)) AS ordered_at_day,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-06-02' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-06-09' AS Nullable(Date32))
  GROUP BY
    CAST(toDate32(orders.ordered_at) + INTERVAL '7' DAY AS Nullable(Date32))
), merged AS (
  SELECT
    ordered_at_day,
    order_count,
    NULL AS order_count_previous
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_day,
    NULL AS order_count,
    order_count_previous
  FROM orders_totals_previous
)
SELECT
  merged.ordered_at_day AS ordered_at_day,
  MAX(merged.order_count) AS order_count,
  MAX(merged.order_count_previous) AS order_count_previous
FROM merged
GROUP BY
  merged.ordered_at_day
ORDER BY
  ordered_at_day ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
