WITH parcels_totals AS (
  SELECT
    DATETIME_TRUNC(CAST(parcels.left_at AS DATETIME), MINUTE) AS left_at_minute,
    COUNT(*) AS parcel_count
  FROM parcels
  WHERE
    parcels.left_at >= '2025-06-01 12:00:00'
    AND parcels.left_at < '2025-06-01 13:00:00'
  GROUP BY
    1
), periods AS (
  SELECT
    DATETIME_ADD(CAST('2025-06-01 12:00:00' AS DATETIME), INTERVAL n MINUTE) AS p
  FROM UNNEST(GENERATE_ARRAY(
    0,
    DATETIME_DIFF(
      CAST('2025-06-01 12:59:00' AS DATETIME),
      CAST('2025-06-01 12:00:00' AS DATETIME),
      MINUTE
    )
  )) AS n
), all_periods AS (
  SELECT
    periods.p AS left_at_minute
  FROM periods
), merged AS (
  SELECT
    left_at_minute,
    parcel_count
  FROM parcels_totals
  UNION ALL
  SELECT
    left_at_minute,
    NULL AS parcel_count
  FROM all_periods
)
SELECT
  merged.left_at_minute AS left_at_minute,
  COALESCE(MAX(merged.parcel_count), 0) AS parcel_count
FROM merged
GROUP BY
  1
ORDER BY
  left_at_minute ASC NULLS LAST
