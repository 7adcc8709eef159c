SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  STRFTIME('%Y-%m-%d %H:%M:%f', orders.ordered_at) >= '2025-05-01 12:00:00.000'
