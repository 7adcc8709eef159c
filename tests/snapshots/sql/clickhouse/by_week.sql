SELECT
  dateTrunc('WEEK', toDate(orders.ordered_at)) AS ordered_at_week,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  dateTrunc('WEEK', toDate(orders.ordered_at))
ORDER BY
  ordered_at_week ASC
