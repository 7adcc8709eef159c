SELECT
  COUNT(*) AS customer_count
FROM customers
LEFT JOIN (
  SELECT
    customers.customer_id AS key_1,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.customer_id
) AS customers_measured
  ON customers.customer_id = customers_measured.key_1
WHERE
  CASE
    WHEN NOT customers.customer_id IS NULL
    THEN COALESCE(customers_measured.revenue, 0)
  END < 50
