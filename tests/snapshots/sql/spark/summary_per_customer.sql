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
    customers.country,
    customers.customer_id
)
SELECT
  each_group.country AS country,
  AVG(CAST(each_group.order_count AS DOUBLE)) AS order_count,
  AVG(CAST(each_group.revenue AS DOUBLE)) AS revenue
FROM each_group
GROUP BY
  each_group.country
ORDER BY
  revenue DESC,
  country ASC NULLS LAST
