SELECT
  toTimeZone(orders.paid_at, 'Europe/Berlin') AS paid_at,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  toTimeZone(orders.paid_at, 'Europe/Berlin')
ORDER BY
  paid_at ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
