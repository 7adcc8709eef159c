SELECT
  orders.status AS status,
  MIN(orders.ordered_at) AS first_order
FROM orders
GROUP BY
  orders.status
HAVING
  MIN(orders.ordered_at) >= CAST('2024-06-01' AS DATE)
ORDER BY
  status ASC
