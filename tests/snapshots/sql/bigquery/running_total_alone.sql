SELECT
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_so_far
FROM orders
