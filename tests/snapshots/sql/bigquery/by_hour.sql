SELECT
  DATETIME_TRUNC(CAST(orders.ordered_at AS DATETIME), HOUR) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  1
ORDER BY
  ordered_at_hour ASC NULLS LAST
