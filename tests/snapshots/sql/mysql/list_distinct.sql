SELECT DISTINCT
  customers.country AS country
FROM customers
ORDER BY
  CASE WHEN customers.country IS NULL THEN 1 ELSE 0 END,
  customers.country ASC
