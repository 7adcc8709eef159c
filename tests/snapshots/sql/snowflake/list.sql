SELECT
  "customers".name AS "name",
  "customers".country AS "country"
FROM customers AS "customers"
ORDER BY
  "name" ASC,
  "country" ASC
LIMIT 3
