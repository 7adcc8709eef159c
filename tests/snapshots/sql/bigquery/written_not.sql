SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  NOT (
    orders.ordered_at >= '2025-01-01' AND orders.ordered_at < '2026-01-01'
  )
