SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= CAST('2025-05-31' AS Nullable(DATE))
  AND orders.ordered_at < CAST('2025-06-01' AS Nullable(DATE))
