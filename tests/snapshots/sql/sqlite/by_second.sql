SELECT
  STRFTIME('%Y-%m-%d %H:%M:%S', parcels.left_at) AS left_at_second,
  COUNT(*) AS parcel_count
FROM parcels
GROUP BY
  STRFTIME('%Y-%m-%d %H:%M:%S', parcels.left_at)
ORDER BY
  left_at_second ASC NULLS LAST
