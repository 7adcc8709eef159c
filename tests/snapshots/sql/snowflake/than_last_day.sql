SELECT
  COUNT(*) AS "order_count"
FROM orders AS "orders"
WHERE
  "orders".ordered_at = (
    SELECT
      MAX("orders".ordered_at) AS "compared"
    FROM orders AS "orders"
  )
