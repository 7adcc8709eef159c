SELECT
  dateTrunc('HOUR', orders.ordered_at) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= CAST('2025-06-14 00:00:00' AS Nullable(DateTime64(6)))
  AND orders.ordered_at < CAST('2025-06-16 00:00:00' AS Nullable(DateTime64(6)))
GROUP BY
  dateTrunc('HOUR', orders.ordered_at)
ORDER BY
  ordered_at_hour ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
