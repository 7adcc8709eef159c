SELECT
  orders.status AS status,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  orders.status
ORDER BY
  status DESC
