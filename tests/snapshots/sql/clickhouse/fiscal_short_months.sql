SELECT
  CAST(dateTrunc(
    'QUARTER',
    toDate32(
      CAST(dateTrunc('MONTH', toDate32(parcels.left_at)) + INTERVAL '-1' MONTH AS Nullable(Date32))
    )
  ) + INTERVAL '1' MONTH AS Nullable(Date32)) AS left_at_quarter,
  COUNT(*) AS parcel_count
FROM parcels
GROUP BY
  CAST(dateTrunc(
    'QUARTER',
    toDate32(
      CAST(dateTrunc('MONTH', toDate32(parcels.left_at)) + INTERVAL '-1' MONTH AS Nullable(Date32))
    )
  ) + INTERVAL '1' MONTH AS Nullable(Date32))
ORDER BY
  left_at_quarter ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
