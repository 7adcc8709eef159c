SELECT
  dateTrunc('MONTH', toDate32(orders.ordered_at)) AS ordered_at_month,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
GROUP BY
  dateTrunc('MONTH', toDate32(orders.ordered_at))
ORDER BY
  ordered_at_month ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
