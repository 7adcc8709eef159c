SELECT
  orders.order_id AS order_id,
  order_items.price AS price
FROM order_items
LEFT JOIN orders
  ON order_items.order_id = orders.order_id
WHERE
  order_items.price > (
    SELECT
      MIN(order_items.price) AS compared
    FROM order_items
    LEFT JOIN products
      ON order_items.product_id = products.product_id
    WHERE
      products.category = 'Parts'
  )
ORDER BY
  CASE WHEN orders.order_id IS NULL THEN 1 ELSE 0 END,
  orders.order_id ASC,
  CASE WHEN order_items.price IS NULL THEN 1 ELSE 0 END,
  order_items.price ASC
