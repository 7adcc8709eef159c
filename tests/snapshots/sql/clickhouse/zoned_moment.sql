SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.paid_at < CAST('2025-03-30 03:00:00+02:00' AS Nullable(DateTime64(6)))
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
