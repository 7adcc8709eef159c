SELECT
  CAST(DATE_TRUNC('HOUR', orders.ordered_at) AS TIMESTAMP_NTZ) AS ordered_at_hour,
  COUNT(*) AS order_count
FROM orders
WHERE
  orders.ordered_at >= CAST('2025-06-14 00:00:00' AS TIMESTAMP_NTZ)
  AND orders.ordered_at < CAST('2025-06-16 00:00:00' AS TIMESTAMP_NTZ)
GROUP BY
  CAST(DATE_TRUNC('HOUR', orders.ordered_at) AS TIMESTAMP_NTZ)
ORDER BY
  ordered_at_hour ASC NULLS LAST
