SELECT
  DATE_TRUNC(CAST(orders.ordered_at AS DATE), YEAR) AS ordered_at_year,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  1
ORDER BY
  ordered_at_year ASC NULLS LAST
