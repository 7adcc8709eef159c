SELECT
  dateTrunc('WEEK', toDate32(orders.ordered_at)) AS ordered_at_week,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  dateTrunc('WEEK', toDate32(orders.ordered_at))
ORDER BY
  ordered_at_week ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
