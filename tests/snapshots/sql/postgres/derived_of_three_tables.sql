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
    order_items_totals.country AS country,
    order_items_totals.units AS units,
    orders_totals.revenue AS revenue,
    orders_totals.order_count AS order_count,
    returns_totals.return_count AS return_count
  FROM order_items_totals
  CROSS JOIN orders_totals
  CROSS JOIN returns_totals
  WHERE
    FALSE
  UNION ALL
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
    CAST(MAX(merged.revenue) AS DOUBLE PRECISION) / NULLIF(MAX(merged.order_count), 0)
  ) * 2 + MAX(merged.units) AS doubled,
  CAST(MAX(merged.return_count) AS DOUBLE PRECISION) / NULLIF(MAX(merged.order_count), 0) AS return_rate,
  MAX(merged.revenue) AS revenue
FROM merged
GROUP BY
  merged.country
ORDER BY
  doubled DESC NULLS LAST,
  country ASC
