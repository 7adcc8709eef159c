SELECT
  DATETIME_TRUNC(CAST(DATETIME(orders.ordered_at, 'Europe/Berlin') AS DATETIME), HOUR) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  ordered_at_hour
ORDER BY
  ordered_at_hour ASC NULLS LAST
