SELECT
  orders.status AS status,
  COUNT(*) AS `Total`,
  SUM(orders.amount) AS orders_total
FROM orders
GROUP BY
  orders.status
ORDER BY
  status ASC NULLS LAST
