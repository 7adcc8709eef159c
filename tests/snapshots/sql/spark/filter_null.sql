SELECT
  COUNT(*) AS order_count
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
WHERE
  customers.country IS NULL
