SELECT
  CAST(DATETIME(orders.ordered_at, 'Europe/Berlin') AS DATE) AS ordered_at_day,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  ordered_at_day
ORDER BY
  ordered_at_day ASC NULLS LAST
