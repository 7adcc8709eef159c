SELECT
  COUNT(*) AS "order_count"
FROM orders AS "orders"
WHERE
  "orders".express IN (TRUE, FALSE)
