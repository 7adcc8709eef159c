SELECT
  CAST(AT_TIMEZONE(orders.paid_at, 'Europe/Berlin') AS TIMESTAMP) AS paid_at,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(AT_TIMEZONE(orders.paid_at, 'Europe/Berlin') AS TIMESTAMP)
ORDER BY
  paid_at ASC
