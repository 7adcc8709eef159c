SELECT
  toYear(orders.ordered_at) AS ordered_at_year,
  toQuarter(orders.ordered_at) AS ordered_at_quarter,
  toMonth(orders.ordered_at) AS ordered_at_month,
  toDayOfMonth(orders.ordered_at) AS ordered_at_day,
  toDayOfWeek(orders.ordered_at) AS ordered_at_day_of_week,
  toDayOfYear(orders.ordered_at) AS ordered_at_day_of_year,
  toHour(orders.ordered_at) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  toYear(orders.ordered_at),
  toQuarter(orders.ordered_at),
  toMonth(orders.ordered_at),
  toDayOfMonth(orders.ordered_at),
  toDayOfWeek(orders.ordered_at),
  toDayOfYear(orders.ordered_at),
  toHour(orders.ordered_at)
ORDER BY
  ordered_at_year ASC,
  ordered_at_quarter ASC,
  ordered_at_month ASC,
  ordered_at_day ASC,
  ordered_at_day_of_week ASC,
  ordered_at_day_of_year ASC,
  ordered_at_hour ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
