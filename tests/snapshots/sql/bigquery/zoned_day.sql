SELECT
  CAST(DATETIME(orders.paid_at, 'Europe/Berlin') AS DATE) AS paid_at_day,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  1
ORDER BY
  paid_at_day ASC NULLS LAST
