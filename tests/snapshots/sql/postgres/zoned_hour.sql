SELECT
  DATE_TRUNC('HOUR', orders.paid_at AT TIME ZONE 'Europe/Berlin') AS paid_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  DATE_TRUNC('HOUR', orders.paid_at AT TIME ZONE 'Europe/Berlin')
ORDER BY
  paid_at_hour ASC
