SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  EXISTS(
    SELECT
      1
    FROM order_items
    LEFT JOIN products
      ON order_items.product_id = products.product_id
    WHERE
      orders.order_id = order_items.order_id
      AND order_items.price > (
        SELECT
          AVG(order_items.price) AS compared
        FROM order_items
        LEFT JOIN products
          ON order_items.product_id = products.product_id
        WHERE
          products.category = 'Bikes'
      )
      AND products.category = 'Bikes'
  )
