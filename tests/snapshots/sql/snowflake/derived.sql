SELECT
  "customers".country AS "country",
  CAST(SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS DOUBLE) / NULLIF(COUNT(*), 0) AS "average_order"
FROM orders AS "orders"
LEFT JOIN customers AS "customers"
  ON "orders".customer_id = "customers".customer_id
GROUP BY
  "customers".country
ORDER BY
  "country" ASC
