SELECT
  customers.name AS name
FROM customers
WHERE
  NOT (
    EXISTS(
      SELECT
        1
      FROM orders
      WHERE
        customers.customer_id = orders.customer_id
    )
  )
ORDER BY
  name ASC
