WITH orders_totals AS (
  SELECT
    customers.customer_id AS customer_id,
    customers.name AS name,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.customer_id,
    customers.name
), customers_all AS (
  SELECT
    customers.customer_id AS customer_id,
    customers.name AS name
  FROM customers
), groups_all AS (
  SELECT
    customers_all.customer_id AS customer_id,
    customers_all.name AS name
  FROM customers_all
), merged AS (
  SELECT
    customer_id,
    name,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    customer_id,
    name,
    NULL AS order_count
  FROM groups_all
)
SELECT
  merged.customer_id AS customer_id,
  merged.name AS name,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.customer_id,
  merged.name
ORDER BY
  CASE WHEN merged.customer_id IS NULL THEN 1 ELSE 0 END,
  merged.customer_id ASC,
  CASE WHEN merged.name IS NULL THEN 1 ELSE 0 END,
  merged.name ASC
