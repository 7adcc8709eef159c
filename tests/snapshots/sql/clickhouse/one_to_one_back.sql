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
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
