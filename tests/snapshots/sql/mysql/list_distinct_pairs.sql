SELECT DISTINCT
  orders.status AS status,
  CAST(DATE_FORMAT(orders.ordered_at, '%Y-01-01') AS DATE) AS ordered_at_year
FROM orders
ORDER BY
  status DESC,
  CASE
    WHEN CAST(DATE_FORMAT(orders.ordered_at, '%Y-01-01') AS DATE) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_FORMAT(orders.ordered_at, '%Y-01-01') AS DATE) ASC
