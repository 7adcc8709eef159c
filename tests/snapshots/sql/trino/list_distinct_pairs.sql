SELECT DISTINCT
  orders.status AS status,
  CAST(DATE_TRUNC('YEAR', orders.ordered_at) AS DATE) AS ordered_at_year
FROM orders
ORDER BY
  status DESC,
  ordered_at_year ASC
