SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  (
    (
      orders.ordered_at >= CAST('2024-01-01' AS DATE)
      AND orders.ordered_at < CAST('2025-01-01' AS DATE)
    )
    OR (
      orders.ordered_at >= CAST('2025-06-02' AS DATE)
      AND orders.ordered_at < CAST('2025-06-03' AS DATE)
    )
  )
