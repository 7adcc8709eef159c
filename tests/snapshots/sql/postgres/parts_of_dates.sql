SELECT
  CAST(EXTRACT(YEAR FROM orders.ordered_at) AS INT) AS ordered_at_year,
  CAST(EXTRACT(QUARTER FROM orders.ordered_at) AS INT) AS ordered_at_quarter,
  CAST(EXTRACT(MONTH FROM orders.ordered_at) AS INT) AS ordered_at_month,
  CAST(EXTRACT(DAY FROM orders.ordered_at) AS INT) AS ordered_at_day,
  CAST(EXTRACT(ISODOW FROM orders.ordered_at) AS INT) AS ordered_at_day_of_week,
  CAST(EXTRACT(DOY FROM orders.ordered_at) AS INT) AS ordered_at_day_of_year,
  CAST(EXTRACT(HOUR FROM orders.ordered_at) AS INT) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(EXTRACT(YEAR FROM orders.ordered_at) AS INT),
  CAST(EXTRACT(QUARTER FROM orders.ordered_at) AS INT),
  CAST(EXTRACT(MONTH FROM orders.ordered_at) AS INT),
  CAST(EXTRACT(DAY FROM orders.ordered_at) AS INT),
  CAST(EXTRACT(ISODOW FROM orders.ordered_at) AS INT),
  CAST(EXTRACT(DOY FROM orders.ordered_at) AS INT),
  CAST(EXTRACT(HOUR FROM orders.ordered_at) AS INT)
ORDER BY
  ordered_at_year ASC,
  ordered_at_quarter ASC,
  ordered_at_month ASC,
  ordered_at_day ASC,
  ordered_at_day_of_week ASC,
  ordered_at_day_of_year ASC,
  ordered_at_hour ASC
