SELECT
  CAST(STRFTIME('%Y', orders.ordered_at) AS INTEGER) AS ordered_at_year,
  (
    CAST(STRFTIME('%m', orders.ordered_at) AS INTEGER) + 2
  ) / 3 AS ordered_at_quarter,
  CAST(STRFTIME('%m', orders.ordered_at) AS INTEGER) AS ordered_at_month,
  CAST(STRFTIME('%d', orders.ordered_at) AS INTEGER) AS ordered_at_day,
  (
    CAST(STRFTIME('%w', orders.ordered_at) AS INTEGER) + 6
  ) % 7 + 1 AS ordered_at_day_of_week,
  CAST(STRFTIME('%j', orders.ordered_at) AS INTEGER) AS ordered_at_day_of_year,
  CAST(STRFTIME('%H', orders.ordered_at) AS INTEGER) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(STRFTIME('%Y', orders.ordered_at) AS INTEGER),
  (
    CAST(STRFTIME('%m', orders.ordered_at) AS INTEGER) + 2
  ) / 3,
  CAST(STRFTIME('%m', orders.ordered_at) AS INTEGER),
  CAST(STRFTIME('%d', orders.ordered_at) AS INTEGER),
  (
    CAST(STRFTIME('%w', orders.ordered_at) AS INTEGER) + 6
  ) % 7 + 1,
  CAST(STRFTIME('%j', orders.ordered_at) AS INTEGER),
  CAST(STRFTIME('%H', orders.ordered_at) AS INTEGER)
ORDER BY
  ordered_at_year ASC NULLS LAST,
  ordered_at_quarter ASC NULLS LAST,
  ordered_at_month ASC NULLS LAST,
  ordered_at_day ASC NULLS LAST,
  ordered_at_day_of_week ASC NULLS LAST,
  ordered_at_day_of_year ASC NULLS LAST,
  ordered_at_hour ASC NULLS LAST
