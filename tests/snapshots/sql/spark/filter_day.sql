SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= CAST('2025-05-31' AS DATE)
  AND orders.ordered_at < CAST('2025-06-01' AS DATE)
