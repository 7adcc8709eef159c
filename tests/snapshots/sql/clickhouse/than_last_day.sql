SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at = (
    SELECT
      MAX(orders.ordered_at) AS compared
    FROM orders
  )
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
