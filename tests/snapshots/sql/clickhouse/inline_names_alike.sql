SELECT
  orders.status AS status,
  COUNT(*) AS "Total",
  SUM(orders.amount) AS orders_total
FROM orders
GROUP BY
  orders.status
ORDER BY
  status ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
