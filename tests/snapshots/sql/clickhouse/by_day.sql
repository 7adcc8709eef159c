SELECT
  toDate(orders.ordered_at) AS ordered_at_day,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  toDate(orders.ordered_at)
ORDER BY
  ordered_at_day ASC
