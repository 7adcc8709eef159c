SELECT
  DATETIME_TRUNC(CAST(orders.ordered_at AS DATETIME), HOUR) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= '2025-06-14 00:00:00'
  AND orders.ordered_at < '2025-06-16 00:00:00'
GROUP BY
  1
ORDER BY
  ordered_at_hour ASC NULLS LAST
