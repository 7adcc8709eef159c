SELECT
  orders.paid_at AT TIME ZONE 'Europe/Berlin' AS paid_at,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  orders.paid_at AT TIME ZONE 'Europe/Berlin'
ORDER BY
  paid_at ASC
