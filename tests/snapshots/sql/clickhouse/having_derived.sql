WITH orders_totals AS (
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
    revenue,
    order_count,
    NULL AS return_count
  FROM orders_totals
  UNION ALL
  SELECT
    country,
    NULL AS revenue,
    NULL AS order_count,
    return_count
  FROM returns_totals
)
SELECT
  merged.country AS country,
  MAX(merged.revenue) AS revenue
FROM merged
GROUP BY
  merged.country
HAVING
  (
    CAST(MAX(merged.return_count) AS Nullable(Float64)) / nullIf(MAX(merged.order_count), 0) > 0
    OR MAX(merged.revenue) < 50
  )
ORDER BY
  country ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
