SELECT
  orders.status AS status,
  COUNT(DISTINCT orders.order_id) AS orders_here,
  COUNT(orders.amount) AS with_amount,
  COUNT(CASE WHEN orders.amount > 100 THEN 1 END) AS with_big
FROM orders
GROUP BY
  orders.status
ORDER BY
  status ASC
