SELECT
  orders.order_id AS order_id,
  customers.name AS name,
  DATETIME(orders.ordered_at, 'Europe/Berlin') AS ordered_at
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
WHERE
  orders.ordered_at >= CAST('2025-01-01 00:00:00+01:00' AS TIMESTAMP)
  AND orders.ordered_at < CAST('2026-01-01 00:00:00+01:00' AS TIMESTAMP)
ORDER BY
  ordered_at DESC,
  order_id ASC NULLS LAST,
  name ASC NULLS LAST
