SELECT
  orders.express AS express,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  express
ORDER BY
  express ASC NULLS LAST
