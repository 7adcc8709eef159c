SELECT
  dateTrunc('MINUTE', orders.ordered_at) AS ordered_at_minute,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  dateTrunc('MINUTE', orders.ordered_at)
ORDER BY
  ordered_at_minute ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
