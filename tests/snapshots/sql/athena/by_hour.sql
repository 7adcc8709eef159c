SELECT
  DATE_TRUNC('HOUR', orders.ordered_at) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  DATE_TRUNC('HOUR', orders.ordered_at)
ORDER BY
  ordered_at_hour ASC
