SELECT
  COUNT(*) AS "order_count"
FROM orders AS "orders"
LEFT JOIN customers AS "customers"
  ON "orders".customer_id = "customers".customer_id
WHERE
  NOT (
    "orders".status = 'paid' AND "customers".country <> 'US'
  )
