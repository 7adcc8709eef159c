SELECT
  SUM(order_items.quantity) AS units
FROM order_items
WHERE
  order_items.price BETWEEN 20 AND 30.5
