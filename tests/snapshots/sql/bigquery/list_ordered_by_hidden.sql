SELECT
  orders.order_id AS order_id,
  orders.status AS status
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
ORDER BY
  customers.country DESC,
  orders.ordered_at ASC NULLS LAST,
  order_id ASC NULLS LAST,
  status ASC NULLS LAST
LIMIT 10
