SELECT
  EXTRACT(YEAR FROM orders.ordered_at) AS ordered_at_year,
  EXTRACT(QUARTER FROM orders.ordered_at) AS ordered_at_quarter,
  EXTRACT(MONTH FROM orders.ordered_at) AS ordered_at_month,
  EXTRACT(DAY FROM orders.ordered_at) AS ordered_at_day,
  DAY_OF_WEEK(orders.ordered_at) AS ordered_at_day_of_week,
  DAY_OF_YEAR(orders.ordered_at) AS ordered_at_day_of_year,
  EXTRACT(HOUR FROM orders.ordered_at) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  EXTRACT(YEAR FROM orders.ordered_at),
  EXTRACT(QUARTER FROM orders.ordered_at),
  EXTRACT(MONTH FROM orders.ordered_at),
  EXTRACT(DAY FROM orders.ordered_at),
  DAY_OF_WEEK(orders.ordered_at),
  DAY_OF_YEAR(orders.ordered_at),
  EXTRACT(HOUR FROM orders.ordered_at)
ORDER BY
  ordered_at_year ASC,
  ordered_at_quarter ASC,
  ordered_at_month ASC,
  ordered_at_day ASC,
  ordered_at_day_of_week ASC,
  ordered_at_day_of_year ASC,
  ordered_at_hour ASC
