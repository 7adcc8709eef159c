SELECT
  orders.order_id AS order_id,
  customers.name AS name,
  orders.ordered_at AS ordered_at
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
WHERE
  orders.ordered_at >= CAST('2025-01-01' AS Nullable(Date32))
  AND orders.ordered_at < CAST('2026-01-01' AS Nullable(Date32))
ORDER BY
  ordered_at DESC,
  order_id ASC,
  name ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
