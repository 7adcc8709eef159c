SELECT
  orders.order_id AS order_id,
  customers.country AS country,
  labels.label_id AS label_id
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
CROSS JOIN labels
WHERE
  NOT customers.country IS NULL AND POSITION('a' IN labels."text") > 0
ORDER BY
  order_id ASC,
  country ASC,
  label_id ASC
