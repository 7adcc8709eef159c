SELECT DISTINCT
  orders.status AS status,
  DATE(orders.ordered_at, 'start of year') AS ordered_at_year
FROM orders
ORDER BY
  status DESC,
  ordered_at_year ASC NULLS LAST
