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
  order_id ASC NULLS LAST,
  country ASC NULLS LAST,
  size_class ASC NULLS LAST
