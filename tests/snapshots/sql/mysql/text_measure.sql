SELECT
  customers.country AS country,
  MAX(orders.status) AS last_status,
  MIN(orders.ordered_at) AS first_order
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
GROUP BY
  customers.country
ORDER BY
  CASE WHEN customers.country IS NULL THEN 1 ELSE 0 END,
  customers.country ASC
