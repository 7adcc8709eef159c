SELECT
  products.category AS category,
  SUM(CASE WHEN order_items.price > 30 THEN order_items.price END) AS big
FROM order_items
LEFT JOIN products
  ON order_items.product_id = products.product_id
GROUP BY
  products.category
ORDER BY
  category ASC
