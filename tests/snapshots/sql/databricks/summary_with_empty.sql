WITH orders_totals AS (
  SELECT
    customers.name AS name,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.name
), customers_all AS (
  SELECT DISTINCT
    customers.name AS name
  FROM customers
), groups_all AS (
  SELECT
    customers_all.name AS name
  FROM customers_all
), merged AS (
  SELECT
    name,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    name,
    NULL AS order_count
  FROM groups_all
), each_group AS (
  SELECT
    merged.name AS name,
    COALESCE(MAX(merged.order_count), 0) AS order_count
  FROM merged
  GROUP BY
    merged.name
)
SELECT
  AVG(CAST(each_group.order_count AS DOUBLE)) AS order_count
FROM each_group
