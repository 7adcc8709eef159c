SELECT
  orders.order_id AS order_id,
  customers.country AS country,
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END AS size_class
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
WHERE
  EXISTS(
    SELECT
      1
    FROM order_items
    WHERE
      orders.order_id = order_items.order_id AND order_items.price > 30
  )
  AND orders.express = TRUE
ORDER BY
  CASE WHEN orders.order_id IS NULL THEN 1 ELSE 0 END,
  orders.order_id ASC,
  CASE WHEN customers.country IS NULL THEN 1 ELSE 0 END,
  customers.country ASC,
  CASE
    WHEN CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END IS NULL
    THEN 1
    ELSE 0
  END,
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END ASC
