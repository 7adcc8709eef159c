WITH each_group AS (
  SELECT
    customers.name AS name,
    orders.status AS status,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.name,
    orders.status
  HAVING
    COUNT(*) > 1
)
SELECT
  MIN(each_group.order_count) AS order_count
FROM each_group
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
