SELECT DISTINCT
  orders.status AS status,
  dateTrunc('YEAR', toDate32(orders.ordered_at)) AS ordered_at_year
FROM orders
ORDER BY
  status DESC,
  ordered_at_year ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
