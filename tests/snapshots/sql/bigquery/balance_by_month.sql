SELECT
  stage.g1 AS day_month,
  stage.g2 AS category,
  SUM(CASE WHEN stage.t1 = stage.l1 THEN stage.a1 END) AS on_hand
FROM (
  SELECT
    DATE_TRUNC(CAST(stock.day AS DATE), MONTH) AS g1,
    products.category AS g2,
    stock.quantity AS a1,
    stock.day AS t1,
    MAX(stock.day) OVER (
      PARTITION BY DATE_TRUNC(CAST(stock.day AS DATE), MONTH), products.category, stock.product_id
    ) AS l1
  FROM stock
  LEFT JOIN products
    ON stock.product_id = products.product_id
) AS stage
GROUP BY
  1,
  2
ORDER BY
  day_month ASC NULLS LAST,
  category ASC NULLS LAST
