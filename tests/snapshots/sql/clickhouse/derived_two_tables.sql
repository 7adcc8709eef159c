WITH returns_totals AS (
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
), orders_totals AS (
  SELECT
    customers.country AS country,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.country
), merged AS (
  SELECT
    country,
    return_count,
    NULL AS order_count
  FROM returns_totals
  UNION ALL
  SELECT
    country,
    NULL AS return_count,
    order_count
  FROM orders_totals
)
SELECT
  merged.country AS country,
  CAST(MAX(merged.return_count) AS Nullable(Float64)) / nullIf(MAX(merged.order_count), 0) AS return_rate
FROM merged
GROUP BY
  merged.country
ORDER BY
  country ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
