SELECT
  CAST(DATE_TRUNC(
    'MONTH',
    CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(orders.ordered_at AS TIMESTAMP_NTZ))
  ) AS DATE) AS ordered_at_month,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
GROUP BY
  CAST(DATE_TRUNC(
    'MONTH',
    CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(orders.ordered_at AS TIMESTAMP_NTZ))
  ) AS DATE)
ORDER BY
  ordered_at_month ASC NULLS LAST
