SELECT
  CAST(DATE_TRUNC('MONTH', CAST(AT_TIMEZONE(orders.paid_at, 'Europe/Berlin') AS TIMESTAMP)) AS DATE) AS paid_at_month,
  SUM(orders.fee) AS fees
FROM orders
GROUP BY
  CAST(DATE_TRUNC('MONTH', CAST(AT_TIMEZONE(orders.paid_at, 'Europe/Berlin') AS TIMESTAMP)) AS DATE)
ORDER BY
  paid_at_month ASC
