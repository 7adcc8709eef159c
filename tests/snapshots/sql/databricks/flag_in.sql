SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.express IN (TRUE, FALSE)
