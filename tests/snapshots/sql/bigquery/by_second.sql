SELECT
  DATETIME_TRUNC(CAST(parcels.left_at AS DATETIME), SECOND) AS left_at_second,
  COUNT(*) AS parcel_count
FROM parcels
GROUP BY
  1
ORDER BY
  left_at_second ASC NULLS LAST
