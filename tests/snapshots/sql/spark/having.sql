SELECT
  customers.country AS country,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
GROUP BY
  customers.country
HAVING
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) > 100
ORDER BY
  country ASC NULLS LAST
