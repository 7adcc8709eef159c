SELECT
  CAST(DATE_TRUNC('MONTH', orders.paid_at AT TIME ZONE 'Europe/Berlin') AS DATE) AS paid_at_month,
  SUM(orders.fee) AS fees
FROM orders
GROUP BY
  CAST(DATE_TRUNC('MONTH', orders.paid_at AT TIME ZONE 'Europe/Berlin') AS DATE)
ORDER BY
  paid_at_month ASC
