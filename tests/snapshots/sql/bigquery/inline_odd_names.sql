SELECT
  orders.status AS status,
  COUNT(*) AS `select`,
  SUM(orders.fee) AS `größe in €`,
  MAX(orders.amount) AS `50% off`
FROM orders
GROUP BY
  1
ORDER BY
  `größe in €` DESC,
  status ASC NULLS LAST
