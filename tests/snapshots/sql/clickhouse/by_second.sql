SELECT
  dateTrunc('SECOND', parcels.left_at) AS left_at_second,
  COUNT(*) AS parcel_count
FROM parcels
GROUP BY
  dateTrunc('SECOND', parcels.left_at)
ORDER BY
  left_at_second ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
