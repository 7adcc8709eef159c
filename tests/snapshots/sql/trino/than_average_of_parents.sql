SELECT
  COUNT(*) AS order_count
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
WHERE
  customers.customer_id < (
    SELECT
      AVG(CAST(customers.customer_id AS DOUBLE)) AS compared
    FROM customers
    WHERE
      customers.country IN ('US', 'CA')
  )
  AND customers.country IN ('US', 'CA')
  AND orders.ordered_at >= CAST('2025-01-01' AS DATE)
  AND orders.ordered_at < CAST('2026-01-01' AS DATE)
