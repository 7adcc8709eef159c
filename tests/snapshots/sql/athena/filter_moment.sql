SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= CAST('2025-06-02 09:30:00' AS TIMESTAMP)
