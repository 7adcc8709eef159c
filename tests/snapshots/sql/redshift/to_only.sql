SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at < CAST('2024-06-10' AS DATE)
