SELECT
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
WHERE
  orders.ordered_at >= CAST('2025-01-01' AS DATE)
  AND orders.ordered_at < CAST('2025-06-16' AS DATE)
