SELECT
  COUNT(*) AS "customer_count"
FROM customers AS "customers"
WHERE
  EXISTS(
    SELECT
      1
    FROM orders AS "orders"
    WHERE
      "customers".customer_id = "orders".customer_id
      AND EXISTS(
        SELECT
          1
        FROM returns AS "returns"
        WHERE
          "orders".order_id = "returns".order_id
      )
  )
