SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  NOT (
    orders.status = 'paid'
  )
