SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  STRFTIME('%Y-%m-%d %H:%M:%f', orders.ordered_at) >= '2025-06-02 09:30:00.000'
