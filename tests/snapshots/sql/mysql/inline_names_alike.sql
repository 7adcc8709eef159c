SELECT
  orders.status AS status,
  COUNT(*) AS `Total`,
  SUM(orders.amount) AS orders_total
FROM orders
GROUP BY
  orders.status
ORDER BY
  CASE WHEN orders.status IS NULL THEN 1 ELSE 0 END,
  orders.status ASC
