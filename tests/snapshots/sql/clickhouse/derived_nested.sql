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
), merged AS (
  SELECT
    country,
    units,
    NULL AS revenue,
    NULL AS order_count
  FROM order_items_totals
  UNION ALL
  SELECT
    country,
    NULL AS units,
    revenue,
    order_count
  FROM orders_totals
)
SELECT
  merged.country AS country,
  (
    CAST(MAX(merged.revenue) AS Nullable(Float64)) / nullIf(MAX(merged.order_count), 0)
  ) * 2 + MAX(merged.units) AS doubled
FROM merged
GROUP BY
  merged.country
ORDER BY
  country ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
