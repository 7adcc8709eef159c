SELECT
  dateTrunc('MONTH', toDate32(toTimeZone(orders.paid_at, 'Europe/Berlin'))) AS paid_at_month,
  SUM(orders.fee) AS fees
FROM orders
GROUP BY
  dateTrunc('MONTH', toDate32(toTimeZone(orders.paid_at, 'Europe/Berlin')))
ORDER BY
  paid_at_month ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
