SELECT
  customers.name AS name,
  customers.country AS country
FROM customers
ORDER BY
  name ASC,
  country ASC
LIMIT 3
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
