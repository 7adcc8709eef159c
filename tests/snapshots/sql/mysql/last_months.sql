SELECT
  CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE) AS ordered_at_month,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
WHERE
  orders.ordered_at >= CAST('2024-07-01' AS DATE)
  AND orders.ordered_at < CAST('2025-07-01' AS DATE)
GROUP BY
  CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE)
ORDER BY
  CASE
    WHEN CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE) ASC
