SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= CAST('2025-01-01' AS DATE)
  AND orders.ordered_at < CAST('2025-04-01' AS DATE)
