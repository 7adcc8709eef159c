SELECT
  COUNT(*) AS "order_count"
FROM orders AS "orders"
WHERE
  "orders".paid_at < CAST('2025-03-30 03:00:00+02:00' AS TIMESTAMPTZ)
