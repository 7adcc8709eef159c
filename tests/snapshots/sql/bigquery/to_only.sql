SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at < '2024-06-10'
