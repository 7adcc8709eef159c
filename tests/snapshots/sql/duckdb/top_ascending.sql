SELECT
  customers.name AS name,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
GROUP BY
  customers.name
ORDER BY
  revenue ASC,
  name ASC
LIMIT 4
