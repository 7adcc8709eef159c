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
        FROM order_items AS "order_items"
        WHERE
          "orders".order_id = "order_items".order_id AND "order_items".price >= 50
      )
  )
