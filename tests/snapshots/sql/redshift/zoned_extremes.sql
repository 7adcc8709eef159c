SELECT
  orders.status AS status,
  MIN(orders.paid_at) AT TIME ZONE 'Europe/Berlin' AS first_paid,
  MAX(orders.paid_at) AT TIME ZONE 'Europe/Berlin' AS last_paid
FROM orders
GROUP BY
  orders.status
HAVING
  MAX(orders.paid_at) AT TIME ZONE 'Europe/Berlin' >= CAST('2024-12-31 23:30:00' AS TIMESTAMP)
ORDER BY
  status ASC
