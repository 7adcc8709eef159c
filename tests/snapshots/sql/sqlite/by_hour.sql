SELECT
  STRFTIME('%Y-%m-%d %H:00:00', orders.ordered_at) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  STRFTIME('%Y-%m-%d %H:00:00', orders.ordered_at)
ORDER BY
  ordered_at_hour ASC NULLS LAST
