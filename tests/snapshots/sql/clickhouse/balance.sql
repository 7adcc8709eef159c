SELECT
  SUM(CASE WHEN stage.t1 = stage.l1 THEN stage.a1 END) AS on_hand
FROM (
  SELECT
    stock.quantity AS a1,
    stock.day AS t1,
    MAX(stock.day) OVER (PARTITION BY stock.product_id) AS l1
  FROM stock
) AS stage
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
