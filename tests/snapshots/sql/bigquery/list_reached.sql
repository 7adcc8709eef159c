SELECT
  orders.order_id AS order_id,
  customers.name AS name,
  orders.ordered_at AS ordered_at
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
WHERE
  orders.ordered_at >= '2025-01-01' AND orders.ordered_at < '2026-01-01'
ORDER BY
  ordered_at DESC,
  order_id ASC NULLS LAST,
  name ASC NULLS LAST
