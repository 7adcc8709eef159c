SELECT
  orders.status AS status,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  orders.status
ORDER BY
  status DESC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
