SELECT
  CAST(DATE_TRUNC('HOUR', orders.ordered_at) AS TIMESTAMP_NTZ) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(DATE_TRUNC('HOUR', orders.ordered_at) AS TIMESTAMP_NTZ)
ORDER BY
  ordered_at_hour ASC NULLS LAST
