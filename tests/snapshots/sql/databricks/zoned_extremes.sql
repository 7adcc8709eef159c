SELECT
  orders.status AS status,
  CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(MIN(orders.paid_at) AS TIMESTAMP_NTZ)) AS first_paid,
  CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(MAX(orders.paid_at) AS TIMESTAMP_NTZ)) AS last_paid
FROM orders
GROUP BY
  orders.status
HAVING
  CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(MAX(orders.paid_at) AS TIMESTAMP_NTZ)) >= CAST('2024-12-31 23:30:00' AS TIMESTAMP_NTZ)
ORDER BY
  status ASC NULLS LAST
