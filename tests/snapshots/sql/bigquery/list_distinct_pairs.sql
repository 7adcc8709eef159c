SELECT DISTINCT
  orders.status AS status,
  DATE_TRUNC(CAST(orders.ordered_at AS DATE), YEAR) AS ordered_at_year
FROM orders
ORDER BY
  status DESC,
  ordered_at_year ASC NULLS LAST
