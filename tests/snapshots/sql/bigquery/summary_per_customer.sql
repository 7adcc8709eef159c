WITH each_group AS (
  SELECT
    customers.country AS country,
    customers.customer_id AS customer_id,
    COUNT(*) AS order_count,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    NOT customers.customer_id IS NULL
  GROUP BY
    1,
    2
)
SELECT
  each_group.country AS country,
  AVG(each_group.order_count) AS order_count,
  AVG(each_group.revenue) AS revenue
FROM each_group
GROUP BY
  1
ORDER BY
  revenue DESC,
  country ASC NULLS LAST
