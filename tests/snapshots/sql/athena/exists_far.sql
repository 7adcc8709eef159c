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
        FROM returns
        WHERE
          orders.order_id = returns.order_id
      )
  )
