WITH orders_totals AS (
  SELECT
    customers.country AS country,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    1
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
    1
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
    1
), merged AS (
  SELECT
    country,
    revenue,
    NULL AS units,
    NULL AS return_count
  FROM orders_totals
  UNION ALL
  SELECT
    country,
    NULL AS revenue,
    units,
    NULL AS return_count
  FROM order_items_totals
  UNION ALL
  SELECT
    country,
    NULL AS revenue,
    NULL AS units,
    return_count
  FROM returns_totals
)
SELECT
  merged.country AS country,
  MAX(merged.revenue) AS revenue,
  MAX(merged.units) AS units,
  MAX(merged.return_count) AS return_count
FROM merged
GROUP BY
  1
ORDER BY
  country ASC NULLS LAST
