SELECT
  orders.status AS status,
  COUNT(*) AS "select",
  SUM(orders.fee) AS "größe in €",
  MAX(orders.amount) AS "50% off"
FROM orders
GROUP BY
  orders.status
ORDER BY
  "größe in €" DESC,
  status ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
