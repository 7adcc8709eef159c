SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  NOT (
    orders.ordered_at >= CAST('2025-01-01' AS DATE)
    AND orders.ordered_at < CAST('2026-01-01' AS DATE)
  )
