SELECT
  orders.status AS status,
  SUM(orders.fee) AS fees,
  AVG(orders.fee) AS avg_fee,
  SUM((
    CAST(orders.amount AS Nullable(Float64)) / 3
  )) AS third
FROM orders
GROUP BY
  orders.status
ORDER BY
  status ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
