WITH orders_totals AS (
  SELECT
    customers.country AS country,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.country
), returns_totals AS (
  SELECT
    customers.country AS country,
    COUNT(*) AS return_count
  FROM returns
  LEFT JOIN orders
    ON returns.order_id = orders.order_id
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.country
), customers_all AS (
  SELECT DISTINCT
    customers.country AS country
  FROM customers
), groups_all AS (
  SELECT
    customers_all.country AS country
  FROM customers_all
), merged AS (
  SELECT
    country,
    order_count,
    NULL AS return_count
  FROM orders_totals
  UNION ALL
  SELECT
    country,
    NULL AS order_count,
    return_count
  FROM returns_totals
  UNION ALL
  SELECT
    country,
    NULL AS order_count,
    NULL AS return_count
  FROM groups_all
)
SELECT
  merged.country AS country,
  COALESCE(MAX(merged.order_count), 0) AS order_count,
  COALESCE(MAX(merged.return_count), 0) AS return_count
FROM merged
GROUP BY
  merged.country
ORDER BY
  country ASC NULLS LAST
