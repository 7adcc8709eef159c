SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  (
    CAST(EXTRACT(DOW FROM orders.ordered_at) AS INTEGER) + 6
  ) % 7 + 1 IN (6, 7)
  AND NOT (
    EXTRACT(MONTH FROM orders.ordered_at) = 12
  )
