SELECT
  DATE_TRUNC('MINUTE', orders.ordered_at) AS ordered_at_minute,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  DATE_TRUNC('MINUTE', orders.ordered_at)
ORDER BY
  ordered_at_minute ASC
