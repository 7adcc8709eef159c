SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= CAST('2025-06-09' AS DATE)
  AND orders.ordered_at < CAST('2025-06-16' AS DATE)
