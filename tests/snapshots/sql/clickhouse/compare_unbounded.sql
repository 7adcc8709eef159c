WITH orders_totals AS (
  SELECT
    dateTrunc('YEAR', toDate32(orders.ordered_at)) AS ordered_at_year,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    dateTrunc('YEAR', toDate32(orders.ordered_at))
), orders_totals_previous AS (
  SELECT
    CAST(dateTrunc('YEAR', toDate32(orders.ordered_at)) + INTERVAL '1' YEAR AS Nullable(Date32)) AS ordered_at_year,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    CAST(dateTrunc('YEAR', toDate32(orders.ordered_at)) + INTERVAL '1' YEAR AS Nullable(Date32)) <= (
      SELECT
        MAX(orders_totals.ordered_at_year)
      FROM orders_totals
    )
  GROUP BY
    CAST(dateTrunc('YEAR', toDate32(orders.ordered_at)) + INTERVAL '1' YEAR AS Nullable(Date32))
), merged AS (
  SELECT
    ordered_at_year,
    order_count,
    NULL AS order_count_previous
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_year,
    NULL AS order_count,
    order_count_previous
  FROM orders_totals_previous
)
SELECT
  merged.ordered_at_year AS ordered_at_year,
  MAX(merged.order_count) AS order_count,
  MAX(merged.order_count_previous) AS order_count_previous
FROM merged
GROUP BY
  merged.ordered_at_year
ORDER BY
  ordered_at_year ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
