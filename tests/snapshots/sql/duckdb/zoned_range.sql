SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.paid_at >= CAST('2025-01-01 00:00:00+01:00' AS TIMESTAMPTZ)
  AND orders.paid_at < CAST('2025-06-15 00:00:00+02:00' AS TIMESTAMPTZ)
