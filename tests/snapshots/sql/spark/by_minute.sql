SELECT
  CAST(DATE_TRUNC('MINUTE', orders.ordered_at) AS TIMESTAMP_NTZ) AS ordered_at_minute,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(DATE_TRUNC('MINUTE', orders.ordered_at) AS TIMESTAMP_NTZ)
ORDER BY
  ordered_at_minute ASC NULLS LAST
