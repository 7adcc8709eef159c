SELECT
  CAST(DATE_TRUNC('YEAR', orders.ordered_at) AS DATE) AS ordered_at_year,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(DATE_TRUNC('YEAR', orders.ordered_at) AS DATE)
ORDER BY
  ordered_at_year ASC NULLS LAST
