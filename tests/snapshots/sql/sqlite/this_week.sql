SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= '2025-06-09' AND orders.ordered_at < '2025-06-16'
