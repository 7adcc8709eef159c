SELECT
  dateTrunc('HOUR', orders.ordered_at) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  dateTrunc('HOUR', orders.ordered_at)
ORDER BY
  ordered_at_hour ASC
