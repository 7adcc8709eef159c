SELECT
  CAST(DATE_FORMAT(parcels.left_at, '%Y-%m-%d %T') AS DATETIME) AS left_at_second,
  COUNT(*) AS parcel_count
FROM parcels
GROUP BY
  CAST(DATE_FORMAT(parcels.left_at, '%Y-%m-%d %T') AS DATETIME)
ORDER BY
  CASE
    WHEN CAST(DATE_FORMAT(parcels.left_at, '%Y-%m-%d %T') AS DATETIME) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_FORMAT(parcels.left_at, '%Y-%m-%d %T') AS DATETIME) ASC
