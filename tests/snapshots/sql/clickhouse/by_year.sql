SELECT
  dateTrunc('YEAR', toDate(orders.ordered_at)) AS ordered_at_year,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  dateTrunc('YEAR', toDate(orders.ordered_at))
ORDER BY
  ordered_at_year ASC
