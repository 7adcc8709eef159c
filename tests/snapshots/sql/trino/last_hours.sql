SELECT
  DATE_TRUNC('HOUR', orders.ordered_at) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= CAST('2025-06-14 00:00:00' AS TIMESTAMP)
  AND orders.ordered_at < CAST('2025-06-16 00:00:00' AS TIMESTAMP)
GROUP BY
  DATE_TRUNC('HOUR', orders.ordered_at)
ORDER BY
  ordered_at_hour ASC
