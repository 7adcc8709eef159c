SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  toDayOfWeek(orders.ordered_at) IN (6, 7)
  AND NOT (
    toMonth(orders.ordered_at) = 12
  )
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
