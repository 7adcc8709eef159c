SELECT
  orders.express AS express,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  orders.express
ORDER BY
  CASE WHEN orders.express IS NULL THEN 1 ELSE 0 END,
  orders.express ASC
