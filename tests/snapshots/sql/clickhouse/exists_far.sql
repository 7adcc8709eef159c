SELECT
  COUNT(*) AS customer_count
FROM customers
WHERE
  COALESCE(
    customers.customer_id IN (
      SELECT
        orders.customer_id
      FROM orders
      WHERE
        COALESCE(orders.order_id IN (
          SELECT
            returns.order_id
          FROM returns
        ), FALSE)
    ),
    FALSE
  )
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
