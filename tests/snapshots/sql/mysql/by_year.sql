SELECT
  CAST(DATE_FORMAT(orders.ordered_at, '%Y-01-01') AS DATE) AS ordered_at_year,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(DATE_FORMAT(orders.ordered_at, '%Y-01-01') AS DATE)
ORDER BY
  CASE
    WHEN CAST(DATE_FORMAT(orders.ordered_at, '%Y-01-01') AS DATE) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_FORMAT(orders.ordered_at, '%Y-01-01') AS DATE) ASC
