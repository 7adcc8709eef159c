SELECT DISTINCT
  customers.country AS country
FROM customers
ORDER BY
  country ASC NULLS LAST
