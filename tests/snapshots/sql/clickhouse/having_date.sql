SELECT
  orders.status AS status,
  MIN(orders.ordered_at) AS first_order
FROM orders
GROUP BY
  orders.status
HAVING
  MIN(orders.ordered_at) >= CAST('2024-06-01' AS Nullable(Date32))
ORDER BY
  status ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
