SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at = (
    SELECT
      MAX(orders.ordered_at) AS compared
    FROM orders
  )
