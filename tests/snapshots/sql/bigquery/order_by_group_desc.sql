SELECT
  orders.status AS status,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  1
ORDER BY
  status DESC
