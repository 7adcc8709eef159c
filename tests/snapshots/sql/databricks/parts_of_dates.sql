SELECT
  EXTRACT(YEAR FROM orders.ordered_at) AS ordered_at_year,
  EXTRACT(QUARTER FROM orders.ordered_at) AS ordered_at_quarter,
  EXTRACT(MONTH FROM orders.ordered_at) AS ordered_at_month,
  EXTRACT(DAY FROM orders.ordered_at) AS ordered_at_day,
  WEEKDAY(orders.ordered_at) + 1 AS ordered_at_day_of_week,
  DAYOFYEAR(orders.ordered_at) AS ordered_at_day_of_year,
  EXTRACT(HOUR FROM orders.ordered_at) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  EXTRACT(YEAR FROM orders.ordered_at),
  EXTRACT(QUARTER FROM orders.ordered_at),
  EXTRACT(MONTH FROM orders.ordered_at),
  EXTRACT(DAY FROM orders.ordered_at),
  WEEKDAY(orders.ordered_at) + 1,
  DAYOFYEAR(orders.ordered_at),
  EXTRACT(HOUR FROM orders.ordered_at)
ORDER BY
  ordered_at_year ASC NULLS LAST,
  ordered_at_quarter ASC NULLS LAST,
  ordered_at_month ASC NULLS LAST,
  ordered_at_day ASC NULLS LAST,
  ordered_at_day_of_week ASC NULLS LAST,
  ordered_at_day_of_year ASC NULLS LAST,
  ordered_at_hour ASC NULLS LAST
