SELECT
  orders.order_id AS order_id,
  customers.country AS country,
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END AS size_class
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
WHERE
  COALESCE(
    orders.order_id IN (
      SELECT
        order_items.order_id
      FROM order_items
      WHERE
        order_items.price > 30
    ),
    FALSE
  )
  AND orders.express = TRUE
ORDER BY
  order_id ASC,
  country ASC,
  size_class ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
