SELECT
  CAST(dateTrunc(
    'WEEK',
    toDate32(CAST(returns.returned_on + INTERVAL '-6' DAY AS Nullable(Date32)))
  ) + INTERVAL '6' DAY AS Nullable(Date32)) AS returned_on_week,
  COUNT(*) AS return_count
FROM returns
GROUP BY
  CAST(dateTrunc(
    'WEEK',
    toDate32(CAST(returns.returned_on + INTERVAL '-6' DAY AS Nullable(Date32)))
  ) + INTERVAL '6' DAY AS Nullable(Date32))
ORDER BY
  returned_on_week ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
