SELECT
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
WHERE
  orders.shipped_on >= CAST('2025-01-01' AS Nullable(Date32))
  AND orders.shipped_on < CAST('2025-07-01' AS Nullable(Date32))
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
