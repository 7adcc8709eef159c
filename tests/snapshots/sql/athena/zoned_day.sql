SELECT
  CAST(CAST(AT_TIMEZONE(orders.paid_at, 'Europe/Berlin') AS TIMESTAMP) AS DATE) AS paid_at_day,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(CAST(AT_TIMEZONE(orders.paid_at, 'Europe/Berlin') AS TIMESTAMP) AS DATE)
ORDER BY
  paid_at_day ASC
