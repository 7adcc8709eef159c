SELECT
  stage.g1 AS day_month,
  stage.g2 AS category,
  SUM(CASE WHEN stage.t1 = stage.l1 THEN stage.a1 END) AS on_hand
FROM (
  SELECT
    CAST(DATE_TRUNC('MONTH', stock.day) AS DATE) AS g1,
    products.category AS g2,
    stock.quantity AS a1,
    stock.day AS t1,
    MAX(stock.day) OVER (
      PARTITION BY CAST(DATE_TRUNC('MONTH', stock.day) AS DATE), products.category, stock.product_id
    ) AS l1
  FROM stock
  LEFT JOIN products
    ON stock.product_id = products.product_id
) AS stage
GROUP BY
  stage.g1,
  stage.g2
ORDER BY
  day_month ASC NULLS LAST,
  category ASC NULLS LAST
