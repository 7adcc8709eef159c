SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  (
    CAST(STRFTIME('%w', orders.ordered_at) AS INTEGER) + 6
  ) % 7 + 1 IN (6, 7)
  AND NOT (
    CAST(STRFTIME('%m', orders.ordered_at) AS INTEGER) = 12
  )
