SELECT
  DATETIME(orders.paid_at, 'Europe/Berlin') AS paid_at,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  1
ORDER BY
  paid_at ASC NULLS LAST
