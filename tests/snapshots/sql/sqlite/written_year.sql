SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  (
    (
      orders.ordered_at >= '2024-01-01' AND orders.ordered_at < '2025-01-01'
    )
    OR (
      orders.ordered_at >= '2025-06-02' AND orders.ordered_at < '2025-06-03'
    )
  )
