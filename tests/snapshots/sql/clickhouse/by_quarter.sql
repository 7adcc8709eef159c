SELECT
  dateTrunc('QUARTER', toDate32(orders.shipped_on)) AS shipped_on_quarter,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  dateTrunc('QUARTER', toDate32(orders.shipped_on))
ORDER BY
  shipped_on_quarter ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
