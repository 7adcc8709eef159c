SELECT
  COUNT(*) AS "order_count"
FROM orders AS "orders"
WHERE
  "orders".ordered_at < CAST('2025-06-01' AS DATE)
