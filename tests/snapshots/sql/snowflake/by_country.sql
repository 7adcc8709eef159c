SELECT
  "customers".country AS "country",
  SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue",
  COUNT(*) AS "order_count"
FROM orders AS "orders"
LEFT JOIN customers AS "customers"
  ON "orders".customer_id = "customers".customer_id
GROUP BY
  "customers".country
ORDER BY
  "country" ASC
