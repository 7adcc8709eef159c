WITH returns_totals AS (
  SELECT
    COUNT(*) AS return_count
  FROM returns
), orders_totals AS (
  SELECT
    COUNT(*) AS order_count
  FROM orders
), result AS (
  SELECT
    returns_totals.return_count AS return_count,
    orders_totals.order_count AS order_count
  FROM returns_totals
  CROSS JOIN orders_totals
)
SELECT
  result.return_count,
  result.order_count,
  CAST(result.return_count AS Nullable(Float64)) / nullIf(result.order_count, 0) AS return_count_ratio
FROM result
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
