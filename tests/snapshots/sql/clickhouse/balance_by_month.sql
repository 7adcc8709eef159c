SELECT
  stage.g1 AS day_month,
  stage.g2 AS category,
  SUM(CASE WHEN stage.t1 = stage.l1 THEN stage.a1 END) AS on_hand
FROM (
  SELECT
    dateTrunc('MONTH', toDate32(stock.day)) AS g1,
    products.category AS g2,
    stock.quantity AS a1,
    stock.day AS t1,
    MAX(stock.day) OVER (
      PARTITION BY dateTrunc('MONTH', toDate32(stock.day)), products.category, stock.product_id
    ) AS l1
  FROM stock
  LEFT JOIN products
    ON stock.product_id = products.product_id
) AS stage
GROUP BY
  stage.g1,
  stage.g2
ORDER BY
  day_month ASC,
  category ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
