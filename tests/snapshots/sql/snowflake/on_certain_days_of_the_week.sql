SELECT
  COUNT(*) AS "order_count"
FROM orders AS "orders"
WHERE
  DAYOFWEEKISO("orders".ordered_at) IN (6, 7)
  AND NOT (
    DATE_PART(MONTH, "orders".ordered_at) = 12
  )
