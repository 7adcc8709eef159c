SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= '2024-05-01' AND orders.ordered_at < '2025-04-01'
