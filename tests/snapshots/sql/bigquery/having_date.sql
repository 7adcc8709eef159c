SELECT
  orders.status AS status,
  MIN(orders.ordered_at) AS first_order
FROM orders
GROUP BY
  1
HAVING
  MIN(orders.ordered_at) >= '2024-06-01'
ORDER BY
  status ASC NULLS LAST
