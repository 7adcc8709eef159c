SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= CAST('2025-05-31 00:00:00+02:00' AS TIMESTAMP)
  AND orders.ordered_at < CAST('2025-06-01 00:00:00+02:00' AS TIMESTAMP)
