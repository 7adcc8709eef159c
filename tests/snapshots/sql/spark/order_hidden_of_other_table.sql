WITH orders_totals AS (
  SELECT
    customers.country AS country,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.country
), order_items_totals AS (
  SELECT
    customers.country AS country,
    SUM(order_items.quantity) AS units
  FROM order_items
  LEFT JOIN orders
    ON order_items.order_id = orders.order_id
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.country
), merged AS (
  SELECT
    country,
    order_count,
    NULL AS units
  FROM orders_totals
  UNION ALL
  SELECT
    country,
    NULL AS order_count,
    units
  FROM order_items_totals
)
SELECT
  merged.country AS country,
  MAX(merged.order_count) AS order_count
FROM merged
GROUP BY
  merged.country
ORDER BY
  MAX(merged.units) DESC,
  country ASC NULLS LAST
LIMIT 3
