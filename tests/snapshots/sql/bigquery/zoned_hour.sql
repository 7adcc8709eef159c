SELECT
  DATETIME_TRUNC(CAST(DATETIME(orders.paid_at, 'Europe/Berlin') AS DATETIME), HOUR) AS paid_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  1
ORDER BY
  paid_at_hour ASC NULLS LAST
