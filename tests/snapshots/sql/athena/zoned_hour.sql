SELECT
  DATE_TRUNC('HOUR', CAST(AT_TIMEZONE(orders.paid_at, 'Europe/Berlin') AS TIMESTAMP)) AS paid_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  DATE_TRUNC('HOUR', CAST(AT_TIMEZONE(orders.paid_at, 'Europe/Berlin') AS TIMESTAMP))
ORDER BY
  paid_at_hour ASC
