SELECT
  customers.country AS country,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue,
  COUNT(*) AS order_count
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
GROUP BY
  customers.country
ORDER BY
  country ASC NULLS LAST
