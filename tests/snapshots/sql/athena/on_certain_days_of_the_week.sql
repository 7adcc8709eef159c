SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  DAY_OF_WEEK(orders.ordered_at) IN (6, 7)
  AND NOT (
    EXTRACT(MONTH FROM orders.ordered_at) = 12
  )
