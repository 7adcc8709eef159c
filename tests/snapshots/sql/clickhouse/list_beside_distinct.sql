SELECT DISTINCT
  products.category AS category,
  dateTrunc('QUARTER', toDate32(orders.ordered_at)) AS ordered_at_quarter
FROM products
CROSS JOIN orders
WHERE
  orders.ordered_at >= CAST('2025-01-01' AS Nullable(Date32))
  AND orders.ordered_at < CAST('2026-01-01' AS Nullable(Date32))
ORDER BY
  category ASC,
  ordered_at_quarter ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
