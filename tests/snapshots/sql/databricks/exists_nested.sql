SELECT
  COUNT(*) AS customer_count
FROM customers
WHERE
  EXISTS(
    SELECT
      1
    FROM orders
    WHERE
      customers.customer_id = orders.customer_id
      AND EXISTS(
        SELECT
          1
        FROM order_items
        WHERE
          orders.order_id = order_items.order_id AND order_items.price >= 50
      )
  )
