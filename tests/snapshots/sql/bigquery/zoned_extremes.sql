SELECT
  orders.status AS status,
  DATETIME(MIN(orders.paid_at), 'Europe/Berlin') AS first_paid,
  DATETIME(MAX(orders.paid_at), 'Europe/Berlin') AS last_paid
FROM orders
GROUP BY
  1
HAVING
  DATETIME(MAX(orders.paid_at), 'Europe/Berlin') >= '2024-12-31 23:30:00'
ORDER BY
  status ASC NULLS LAST
