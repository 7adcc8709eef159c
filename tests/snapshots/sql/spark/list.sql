SELECT
  customers.name AS name,
  customers.country AS country
FROM customers
ORDER BY
  name ASC NULLS LAST,
  country ASC NULLS LAST
LIMIT 3
