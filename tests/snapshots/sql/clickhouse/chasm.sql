WITH products_totals AS (
  SELECT
    products.category AS category,
    COUNT(*) AS product_count
  FROM products
  GROUP BY
    products.category
), order_items_totals AS (
  SELECT
    products.category AS category,
    SUM(order_items.quantity) AS units
  FROM order_items
  LEFT JOIN products
    ON order_items.product_id = products.product_id
  GROUP BY
    products.category
), merged AS (
  SELECT
    category,
    product_count,
    NULL AS units
  FROM products_totals
  UNION ALL
  SELECT
    category,
    NULL AS product_count,
    units
  FROM order_items_totals
)
SELECT
  merged.category AS category,
  MAX(merged.product_count) AS product_count,
  MAX(merged.units) AS units
FROM merged
GROUP BY
  merged.category
ORDER BY
  category ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
