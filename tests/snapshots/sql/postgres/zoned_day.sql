SELECT
  CAST(orders.paid_at AT TIME ZONE 'Europe/Berlin' AS DATE) AS paid_at_day,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(orders.paid_at AT TIME ZONE 'Europe/Berlin' AS DATE)
ORDER BY
  paid_at_day ASC
