SELECT
  "customers".name AS "name",
  SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue"
FROM orders AS "orders"
LEFT JOIN customers AS "customers"
  ON "orders".customer_id = "customers".customer_id
GROUP BY
  "customers".name
ORDER BY
  "revenue" DESC NULLS LAST,
  "name" ASC
LIMIT 2
