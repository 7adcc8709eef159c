SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.express <> TRUE
