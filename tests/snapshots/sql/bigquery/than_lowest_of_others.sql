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
  order_id ASC NULLS LAST,
  price ASC NULLS LAST
