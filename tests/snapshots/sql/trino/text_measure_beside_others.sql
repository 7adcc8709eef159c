WITH orders_totals AS (
  SELECT
    customers.country AS country,
    MAX(orders.status) AS last_status,
    MIN(orders.ordered_at) AS first_order
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
    last_status,
    first_order,
    NULL AS units
  FROM orders_totals
  UNION ALL
  SELECT
    country,
    NULL AS last_status,
    NULL AS first_order,
    units
  FROM order_items_totals
)
SELECT
  merged.country AS country,
  MAX(merged.last_status) AS last_status,
  MAX(merged.first_order) AS first_order,
  MAX(merged.units) AS units
FROM merged
GROUP BY
  merged.country
ORDER BY
  country ASC
