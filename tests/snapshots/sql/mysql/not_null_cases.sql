SELECT
  COUNT(*) AS order_count
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
WHERE
  NOT (
    orders.status = 'paid' AND customers.country <> 'US'
  )
