SELECT
  orders.status AS status,
  MIN(orders.ordered_at) AS first_order
FROM orders
GROUP BY
  orders.status
HAVING
  MIN(orders.ordered_at) >= CAST('2024-06-01' AS DATE)
ORDER BY
  CASE WHEN orders.status IS NULL THEN 1 ELSE 0 END,
  orders.status ASC
