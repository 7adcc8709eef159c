SELECT
  orders.order_id AS order_id,
  orders.status AS status
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
ORDER BY
  customers.country DESC,
  CASE WHEN orders.ordered_at IS NULL THEN 1 ELSE 0 END,
  orders.ordered_at ASC,
  CASE WHEN orders.order_id IS NULL THEN 1 ELSE 0 END,
  orders.order_id ASC,
  CASE WHEN orders.status IS NULL THEN 1 ELSE 0 END,
  orders.status ASC
LIMIT 10
