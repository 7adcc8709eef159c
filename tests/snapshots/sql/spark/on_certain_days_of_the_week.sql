SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  WEEKDAY(orders.ordered_at) + 1 IN (6, 7)
  AND NOT (
    EXTRACT(MONTH FROM orders.ordered_at) = 12
  )
