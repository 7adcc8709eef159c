SELECT
  "customers".name AS "name"
FROM customers AS "customers"
WHERE
  NOT (
    EXISTS(
      SELECT
        1
      FROM orders AS "orders"
      WHERE
        "customers".customer_id = "orders".customer_id
    )
  )
ORDER BY
  "name" ASC
