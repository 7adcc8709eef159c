SELECT
  COUNT(*) AS parcel_count
FROM parcels
WHERE
  parcels.left_at >= CAST('2025-06-09 00:00:00.250000' AS Nullable(DateTime64(6)))
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
