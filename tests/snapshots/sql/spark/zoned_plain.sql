SELECT
  CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(orders.paid_at AS TIMESTAMP_NTZ)) AS paid_at,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(orders.paid_at AS TIMESTAMP_NTZ))
ORDER BY
  paid_at ASC NULLS LAST
