WITH orders_totals AS (
  SELECT
    customers.country AS country,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-04-01' AS Nullable(Date32))
  GROUP BY
    customers.country
), orders_totals_previous AS (
  SELECT
    customers.country AS country,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_previous,
    COUNT(*) AS order_count_previous
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    orders.ordered_at >= CAST('2024-07-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2024-09-01' AS Nullable(Date32))
  GROUP BY
    customers.country
), merged AS (
  SELECT
    country,
    revenue,
    order_count,
    NULL AS revenue_previous,
    NULL AS order_count_previous
  FROM orders_totals
  UNION ALL
  SELECT
    country,
    NULL AS revenue,
    NULL AS order_count,
    revenue_previous,
    order_count_previous
  FROM orders_totals_previous
), result AS (
  SELECT
    merged.country AS country,
    MAX(merged.revenue) AS revenue,
    MAX(merged.revenue_previous) AS revenue_previous,
    CAST(MAX(merged.revenue) AS Nullable(Float64)) / nullIf(MAX(merged.order_count), 0) AS average_order,
    CAST(MAX(merged.revenue_previous) AS Nullable(Float64)) / nullIf(MAX(merged.order_count_previous), 0) AS average_order_previous
  FROM merged
  GROUP BY
    merged.country
)
SELECT
  result.country,
  result.revenue,
  result.revenue_previous,
  result.average_order,
  result.average_order_previous,
  result.revenue - result.revenue_previous AS revenue_difference
FROM result
ORDER BY
  revenue_difference DESC,
  country ASC
LIMIT 5
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
