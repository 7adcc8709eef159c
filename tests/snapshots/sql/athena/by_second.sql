SELECT
  DATE_TRUNC('SECOND', parcels.left_at) AS left_at_second,
  COUNT(*) AS parcel_count
FROM parcels
GROUP BY
  DATE_TRUNC('SECOND', parcels.left_at)
ORDER BY
  left_at_second ASC
