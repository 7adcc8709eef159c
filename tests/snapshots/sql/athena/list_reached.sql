SELECT
  orders.order_id AS order_id,
  customers.name AS name,
  orders.ordered_at AS ordered_at
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
WHERE
  orders.ordered_at >= CAST('2025-01-01' AS DATE)
  AND orders.ordered_at < CAST('2026-01-01' AS DATE)
ORDER BY
  ordered_at DESC,
  order_id ASC,
  name ASC
