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
  CASE WHEN customers.name IS NULL THEN 1 ELSE 0 END,
  customers.name ASC
