SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  CAST(EXTRACT(ISODOW FROM orders.ordered_at) AS INT) IN (6, 7)
  AND NOT (
    CAST(EXTRACT(MONTH FROM orders.ordered_at) AS INT) = 12
  )
