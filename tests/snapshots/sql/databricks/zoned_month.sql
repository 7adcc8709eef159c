SELECT
  CAST(DATE_TRUNC(
    'MONTH',
    CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(orders.paid_at AS TIMESTAMP_NTZ))
  ) AS DATE) AS paid_at_month,
  SUM(orders.fee) AS fees
FROM orders
GROUP BY
  CAST(DATE_TRUNC(
    'MONTH',
    CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(orders.paid_at AS TIMESTAMP_NTZ))
  ) AS DATE)
ORDER BY
  paid_at_month ASC NULLS LAST
