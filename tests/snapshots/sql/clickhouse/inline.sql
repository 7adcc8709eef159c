SELECT
  products.category AS category,
  SUM(CASE WHEN order_items.price > 30 THEN order_items.price END) AS big
FROM order_items
LEFT JOIN products
  ON order_items.product_id = products.product_id
GROUP BY
  products.category
ORDER BY
  category ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
