SELECT DISTINCT
  "customers".country AS "country"
FROM customers AS "customers"
ORDER BY
  "country" ASC
