SELECT
  DATE(orders.ordered_at, 'start of year') AS ordered_at_year,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  DATE(orders.ordered_at, 'start of year')
ORDER BY
  ordered_at_year ASC NULLS LAST
