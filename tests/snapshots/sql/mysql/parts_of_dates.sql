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
  CASE WHEN EXTRACT(YEAR FROM orders.ordered_at) IS NULL THEN 1 ELSE 0 END,
  EXTRACT(YEAR FROM orders.ordered_at) ASC,
  CASE WHEN EXTRACT(QUARTER FROM orders.ordered_at) IS NULL THEN 1 ELSE 0 END,
  EXTRACT(QUARTER FROM orders.ordered_at) ASC,
  CASE WHEN EXTRACT(MONTH FROM orders.ordered_at) IS NULL THEN 1 ELSE 0 END,
  EXTRACT(MONTH FROM orders.ordered_at) ASC,
  CASE WHEN EXTRACT(DAY FROM orders.ordered_at) IS NULL THEN 1 ELSE 0 END,
  EXTRACT(DAY FROM orders.ordered_at) ASC,
  CASE WHEN WEEKDAY(orders.ordered_at) + 1 IS NULL THEN 1 ELSE 0 END,
  WEEKDAY(orders.ordered_at) + 1 ASC,
  CASE WHEN DAYOFYEAR(orders.ordered_at) IS NULL THEN 1 ELSE 0 END,
  DAYOFYEAR(orders.ordered_at) ASC,
  CASE WHEN EXTRACT(HOUR FROM orders.ordered_at) IS NULL THEN 1 ELSE 0 END,
  EXTRACT(HOUR FROM orders.ordered_at) ASC
