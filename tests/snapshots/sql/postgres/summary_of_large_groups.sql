WITH each_group AS (
  SELECT
    customers."name" AS "name",
    orders.status AS status,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers."name",
    orders.status
  HAVING
    COUNT(*) > 1
)
SELECT
  MIN(each_group.order_count) AS order_count
FROM each_group
