SELECT
  DATETIME_TRUNC(CAST(orders.ordered_at AS DATETIME), MINUTE) AS ordered_at_minute,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  1
ORDER BY
  ordered_at_minute ASC NULLS LAST
