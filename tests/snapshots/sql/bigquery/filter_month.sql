SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= '2025-05-01' AND orders.ordered_at < '2025-06-01'
