SELECT
  STRFTIME('%Y-%m-%d %H:%M:00', orders.ordered_at) AS ordered_at_minute,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  STRFTIME('%Y-%m-%d %H:%M:00', orders.ordered_at)
ORDER BY
  ordered_at_minute ASC NULLS LAST
