SELECT
  STRFTIME('%Y-%m-%d %H:00:00', orders.ordered_at) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
WHERE
  STRFTIME('%Y-%m-%d %H:%M:%f', orders.ordered_at) >= '2025-06-14 00:00:00.000'
  AND STRFTIME('%Y-%m-%d %H:%M:%f', orders.ordered_at) < '2025-06-16 00:00:00.000'
GROUP BY
  STRFTIME('%Y-%m-%d %H:00:00', orders.ordered_at)
ORDER BY
  ordered_at_hour ASC NULLS LAST
