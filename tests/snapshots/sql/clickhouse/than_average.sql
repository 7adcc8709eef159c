SELECT
  SUM(order_items.quantity) AS units
FROM order_items
WHERE
  order_items.price > (
    SELECT
      AVG(order_items.price) AS compared
    FROM order_items
  )
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
