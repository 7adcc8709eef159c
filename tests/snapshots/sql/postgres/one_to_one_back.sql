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
  newsletter ASC,
  country ASC
