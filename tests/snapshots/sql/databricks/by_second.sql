SELECT
  CAST(DATE_TRUNC('SECOND', parcels.left_at) AS TIMESTAMP_NTZ) AS left_at_second,
  COUNT(*) AS parcel_count
FROM parcels
GROUP BY
  CAST(DATE_TRUNC('SECOND', parcels.left_at) AS TIMESTAMP_NTZ)
ORDER BY
  left_at_second ASC NULLS LAST
