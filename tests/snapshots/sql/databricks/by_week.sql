SELECT
  CAST(DATE_TRUNC(
    'WEEK',
    CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(orders.ordered_at AS TIMESTAMP_NTZ))
  ) AS DATE) AS ordered_at_week,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(DATE_TRUNC(
    'WEEK',
    CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(orders.ordered_at AS TIMESTAMP_NTZ))
  ) AS DATE)
ORDER BY
  ordered_at_week ASC NULLS LAST
