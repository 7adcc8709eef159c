SELECT
  "orders".express AS "express",
  COUNT(*) AS "order_count"
FROM orders AS "orders"
GROUP BY
  "orders".express
ORDER BY
  "express" ASC
