SELECT
  DATE_TRUNC(CAST(DATETIME(orders.ordered_at, 'Europe/Berlin') AS DATE), YEAR) AS ordered_at_year,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  ordered_at_year
ORDER BY
  ordered_at_year ASC NULLS LAST
