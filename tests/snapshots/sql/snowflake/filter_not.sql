SELECT
  COUNT(*) AS "order_count"
FROM orders AS "orders"
WHERE
  NOT (
    "orders".status = 'paid'
  )
