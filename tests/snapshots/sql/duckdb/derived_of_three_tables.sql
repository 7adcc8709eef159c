WITH order_items_totals AS (
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
), orders_totals AS (
  SELECT
    customers.country AS country,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue,
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
), merged AS (
  SELECT
    country,
    units,
    NULL AS revenue,
    NULL AS order_count,
    NULL AS return_count
  FROM order_items_totals
  UNION ALL
  SELECT
    country,
    NULL AS units,
    revenue,
    order_count,
    NULL AS return_count
  FROM orders_totals
  UNION ALL
  SELECT
    country,
    NULL AS units,
    NULL AS revenue,
    NULL AS order_count,
    return_count
  FROM returns_totals
)
SELECT
  merged.country AS country,
  (
    CAST(MAX(merged.revenue) AS DOUBLE) / NULLIF(MAX(merged.order_count), 0)
  ) * 2 + MAX(merged.units) AS doubled,
  CAST(MAX(merged.return_count) AS DOUBLE) / NULLIF(MAX(merged.order_count), 0) AS return_rate,
  MAX(merged.revenue) AS revenue
FROM merged
GROUP BY
  merged.country
ORDER BY
  doubled DESC,
  country ASC
