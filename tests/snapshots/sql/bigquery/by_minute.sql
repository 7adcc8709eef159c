SELECT
  DATETIME_TRUNC(CAST(DATETIME(orders.ordered_at, 'Europe/Berlin') AS DATETIME), MINUTE) AS ordered_at_minute,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  ordered_at_minute
ORDER BY
  ordered_at_minute ASC NULLS LAST
