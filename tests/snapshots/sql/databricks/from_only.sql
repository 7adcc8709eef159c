SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= CAST('2025-05-01 12:00:00' AS TIMESTAMP_NTZ)
