SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.paid_at <= CAST('2025-06-15 00:00:59.999000+02:00' AS TIMESTAMPTZ)
