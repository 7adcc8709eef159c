SELECT
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
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
      AND products.category = 'Bikes'
      AND order_items.price > 40
  )
