SELECT
  customers.name AS name
FROM customers
WHERE
  NOT (
    COALESCE(customers.customer_id IN (
      SELECT
        orders.customer_id
      FROM orders
    ), FALSE)
  )
ORDER BY
  name ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
