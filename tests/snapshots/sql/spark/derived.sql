SELECT
  customers.country AS country,
  CAST(SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS DOUBLE) / NULLIF(COUNT(*), 0) AS average_order
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
GROUP BY
  customers.country
ORDER BY
  country ASC NULLS LAST
