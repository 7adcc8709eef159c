SELECT
  orders.order_id AS order_id,
  customers.country AS country,
  labels.label_id AS label_id
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
CROSS JOIN labels
WHERE
  NOT customers.country IS NULL AND LOCATE('a', labels.`text`) > 0
ORDER BY
  CASE WHEN orders.order_id IS NULL THEN 1 ELSE 0 END,
  orders.order_id ASC,
  CASE WHEN customers.country IS NULL THEN 1 ELSE 0 END,
  customers.country ASC,
  CASE WHEN labels.label_id IS NULL THEN 1 ELSE 0 END,
  labels.label_id ASC
