SELECT
  COUNT(*) AS parcel_count
FROM parcels
WHERE
  parcels.left_at >= CAST('2025-06-09 00:00:00.100000' AS TIMESTAMP)
  AND parcels.left_at < CAST('2025-06-09 00:00:00.400000' AS TIMESTAMP)
