SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  MOD(EXTRACT(DAYOFWEEK FROM orders.ordered_at) + 5, 7) + 1 IN (6, 7)
  AND NOT (
    EXTRACT(MONTH FROM orders.ordered_at) = 12
  )
