SELECT
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_so_far
FROM orders
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
