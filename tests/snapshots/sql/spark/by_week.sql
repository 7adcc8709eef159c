SELECT
  CAST(DATE_TRUNC('WEEK', orders.ordered_at) AS DATE) AS ordered_at_week,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(DATE_TRUNC('WEEK', orders.ordered_at) AS DATE)
ORDER BY
  ordered_at_week ASC NULLS LAST
