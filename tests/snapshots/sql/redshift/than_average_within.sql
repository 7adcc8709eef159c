SELECT
  products.category AS category,
  SUM(order_items.quantity) AS units
FROM order_items
LEFT JOIN products
  ON order_items.product_id = products.product_id
LEFT JOIN (
  SELECT
    products.category AS g1,
    AVG(CAST(order_items.price AS DOUBLE PRECISION)) AS compared
  FROM order_items
  LEFT JOIN products
    ON order_items.product_id = products.product_id
  GROUP BY
    products.category
) AS order_items_compared
  ON products.category = order_items_compared.g1
WHERE
  order_items.price >= order_items_compared.compared
GROUP BY
  products.category
ORDER BY
  category ASC
