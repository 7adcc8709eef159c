SELECT
  orders.status AS status,
  toTimeZone(MIN(orders.paid_at), 'Europe/Berlin') AS first_paid,
  toTimeZone(MAX(orders.paid_at), 'Europe/Berlin') AS last_paid
FROM orders
GROUP BY
  orders.status
HAVING
  toTimeZone(MAX(orders.paid_at), 'Europe/Berlin') >= CAST('2024-12-31 23:30:00' AS Nullable(DateTime64(6)))
ORDER BY
  status ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
