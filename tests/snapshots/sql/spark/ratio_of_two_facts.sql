WITH orders_totals AS (
  SELECT
    customers.country AS country,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
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
    revenue,
    NULL AS units
  FROM orders_totals
  UNION ALL
  SELECT
    country,
    NULL AS revenue,
    units
  FROM order_items_totals
), result AS (
  SELECT
    merged.country AS country,
    MAX(merged.revenue) AS revenue,
    MAX(merged.units) AS units
  FROM merged
  GROUP BY
    merged.country
)
SELECT
  result.country,
  result.revenue,
  CAST(result.revenue AS DOUBLE) / NULLIF(result.units, 0) AS `each`
FROM result
ORDER BY
  `each` DESC,
  country ASC NULLS LAST
