SELECT
  profiles.newsletter AS newsletter,
  customers.country AS country,
  COUNT(*) AS customer_count
FROM customers
LEFT JOIN profiles
  ON customers.customer_id = profiles.customer_id
GROUP BY
  profiles.newsletter,
  customers.country
ORDER BY
  CASE WHEN profiles.newsletter IS NULL THEN 1 ELSE 0 END,
  profiles.newsletter ASC,
  CASE WHEN customers.country IS NULL THEN 1 ELSE 0 END,
  customers.country ASC
