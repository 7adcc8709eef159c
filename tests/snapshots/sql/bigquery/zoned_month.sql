SELECT
  DATE_TRUNC(CAST(DATETIME(orders.paid_at, 'Europe/Berlin') AS DATE), MONTH) AS paid_at_month,
  SUM(orders.fee) AS fees
FROM orders
GROUP BY
  1
ORDER BY
  paid_at_month ASC NULLS LAST
