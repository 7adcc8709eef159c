SELECT
  customers.name AS name
FROM customers
WHERE
  NOT (
    COALESCE(customers.customer_id IN (
      SELECT
        orders.customer_id
      FROM orders
    ), FALSE)
  )
ORDER BY
  name ASC
