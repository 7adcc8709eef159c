SELECT
  customers.name AS name,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
GROUP BY
  customers.name
ORDER BY
  CASE
    WHEN SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) IS NULL
    THEN 1
    ELSE 0
  END,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) ASC,
  CASE WHEN customers.name IS NULL THEN 1 ELSE 0 END,
  customers.name ASC
LIMIT 4
