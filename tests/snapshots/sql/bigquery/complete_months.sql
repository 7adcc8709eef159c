SELECT
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
WHERE
  orders.ordered_at >= '2025-03-01' AND orders.ordered_at < '2025-06-01'
