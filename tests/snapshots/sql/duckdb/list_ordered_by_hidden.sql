SELECT
  orders.order_id AS order_id,
  orders.status AS status
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
ORDER BY
  customers.country DESC,
  orders.ordered_at ASC,
  order_id ASC,
  status ASC
LIMIT 10
