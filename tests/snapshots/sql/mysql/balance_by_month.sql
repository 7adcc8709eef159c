SELECT
  stage.g1 AS day_month,
  stage.g2 AS category,
  SUM(CASE WHEN stage.t1 = stage.l1 THEN stage.a1 END) AS on_hand
FROM (
  SELECT
    CAST(DATE_FORMAT(stock.day, '%Y-%m-01') AS DATE) AS g1,
    products.category AS g2,
    stock.quantity AS a1,
    stock.day AS t1,
    MAX(stock.day) OVER (
      PARTITION BY CAST(DATE_FORMAT(stock.day, '%Y-%m-01') AS DATE), products.category, stock.product_id
    ) AS l1
  FROM stock
  LEFT JOIN products
    ON stock.product_id = products.product_id
) AS stage
GROUP BY
  stage.g1,
  stage.g2
ORDER BY
  CASE WHEN stage.g1 IS NULL THEN 1 ELSE 0 END,
  stage.g1 ASC,
  CASE WHEN stage.g2 IS NULL THEN 1 ELSE 0 END,
  stage.g2 ASC
