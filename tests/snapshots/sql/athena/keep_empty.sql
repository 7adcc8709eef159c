WITH orders_totals AS (
  SELECT
    customers.name AS name,
    COUNT(*) AS order_count,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
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
    order_count,
    revenue
  FROM orders_totals
  UNION ALL
  SELECT
    name,
    NULL AS order_count,
    NULL AS revenue
  FROM groups_all
)
SELECT
  merged.name AS name,
  COALESCE(MAX(merged.order_count), 0) AS order_count,
  COALESCE(MAX(merged.revenue), 0) AS revenue
FROM merged
GROUP BY
  merged.name
ORDER BY
  name ASC
