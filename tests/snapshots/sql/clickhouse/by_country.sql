SELECT
  customers.country AS country,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue,
  COUNT(*) AS order_count
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
GROUP BY
  customers.country
ORDER BY
  country ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
