SELECT
  COUNT(*) AS parcel_count
FROM parcels
WHERE
  STRFTIME('%Y-%m-%d %H:%M:%f', parcels.left_at) >= '2025-06-09 00:00:00.250'
