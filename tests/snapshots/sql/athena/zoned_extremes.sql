SELECT
  orders.status AS status,
  CAST(AT_TIMEZONE(MIN(orders.paid_at), 'Europe/Berlin') AS TIMESTAMP) AS first_paid,
  CAST(AT_TIMEZONE(MAX(orders.paid_at), 'Europe/Berlin') AS TIMESTAMP) AS last_paid
FROM orders
GROUP BY
  orders.status
HAVING
  CAST(AT_TIMEZONE(MAX(orders.paid_at), 'Europe/Berlin') AS TIMESTAMP) >= CAST('2024-12-31 23:30:00' AS TIMESTAMP)
ORDER BY
  status ASC
