SELECT
  customers.name AS name,
  customers.country AS country
FROM customers
ORDER BY
  CASE WHEN customers.name IS NULL THEN 1 ELSE 0 END,
  customers.name ASC,
  CASE WHEN customers.country IS NULL THEN 1 ELSE 0 END,
  customers.country ASC
LIMIT 3
