SELECT
  CAST(dateTrunc(
    'QUARTER',
    toDate32(
      CAST(dateTrunc('MONTH', toDate32(orders.ordered_at)) + INTERVAL '-1' MONTH AS Nullable(Date32))
    )
  ) + INTERVAL '1' MONTH AS Nullable(Date32)) AS ordered_at_quarter,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(dateTrunc(
    'QUARTER',
    toDate32(
      CAST(dateTrunc('MONTH', toDate32(orders.ordered_at)) + INTERVAL '-1' MONTH AS Nullable(Date32))
    )
  ) + INTERVAL '1' MONTH AS Nullable(Date32))
ORDER BY
  ordered_at_quarter ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
