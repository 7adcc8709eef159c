SELECT
  "customers".country AS "country",
  SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue"
FROM orders AS "orders"
LEFT JOIN customers AS "customers"
  ON "orders".customer_id = "customers".customer_id
GROUP BY
  "customers".country
HAVING
  SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) > 100
ORDER BY
  "country" ASC
