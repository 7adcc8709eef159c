SELECT
  EXTRACT(YEAR FROM orders.ordered_at) AS ordered_at_year,
  EXTRACT(QUARTER FROM orders.ordered_at) AS ordered_at_quarter,
  EXTRACT(MONTH FROM orders.ordered_at) AS ordered_at_month,
  EXTRACT(DAY FROM orders.ordered_at) AS ordered_at_day,
  MOD(EXTRACT(DAYOFWEEK FROM orders.ordered_at) + 5, 7) + 1 AS ordered_at_day_of_week,
  EXTRACT(DAYOFYEAR FROM orders.ordered_at) AS ordered_at_day_of_year,
  EXTRACT(HOUR FROM CAST(orders.ordered_at AS DATETIME)) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6,
  7
ORDER BY
  ordered_at_year ASC NULLS LAST,
  ordered_at_quarter ASC NULLS LAST,
  ordered_at_month ASC NULLS LAST,
  ordered_at_day ASC NULLS LAST,
  ordered_at_day_of_week ASC NULLS LAST,
  ordered_at_day_of_year ASC NULLS LAST,
  ordered_at_hour ASC NULLS LAST
