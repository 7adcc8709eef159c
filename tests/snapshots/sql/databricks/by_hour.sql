SELECT
  DATE_TRUNC(
    'HOUR',
    CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(orders.ordered_at AS TIMESTAMP_NTZ))
  ) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  DATE_TRUNC(
    'HOUR',
    CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(orders.ordered_at AS TIMESTAMP_NTZ))
  )
ORDER BY
  ordered_at_hour ASC NULLS LAST
