SELECT
  orders.express AS express,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  1
ORDER BY
  express ASC NULLS LAST
