SELECT
  customers.country AS country,
  CAST(SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS DOUBLE) / NULLIF(COUNT(*), 0) AS average_order
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
GROUP BY
  customers.country
ORDER BY
  CASE WHEN customers.country IS NULL THEN 1 ELSE 0 END,
  customers.country ASC
