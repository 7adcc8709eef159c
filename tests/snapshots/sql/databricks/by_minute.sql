SELECT
  DATE_TRUNC(
    'MINUTE',
    CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(orders.ordered_at AS TIMESTAMP_NTZ))
  ) AS ordered_at_minute,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  DATE_TRUNC(
    'MINUTE',
    CONVERT_TIMEZONE(CURRENT_TIMEZONE(), 'Europe/Berlin', CAST(orders.ordered_at AS TIMESTAMP_NTZ))
  )
ORDER BY
  ordered_at_minute ASC NULLS LAST
