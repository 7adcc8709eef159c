WITH parcels_totals AS (
  SELECT
    CAST(DATE_TRUNC('MINUTE', parcels.left_at) AS TIMESTAMP_NTZ) AS left_at_minute,
    COUNT(*) AS parcel_count
  FROM parcels
  WHERE
    parcels.left_at >= CAST('2025-06-01 12:00:00' AS TIMESTAMP_NTZ)
    AND parcels.left_at < CAST('2025-06-01 13:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    CAST(DATE_TRUNC('MINUTE', parcels.left_at) AS TIMESTAMP_NTZ)
), periods AS (
  SELECT
    EXPLODE(
      SEQUENCE(
        CAST('2025-06-01 12:00:00' AS TIMESTAMP_NTZ),
        CAST('2025-06-01 12:59:00' AS TIMESTAMP_NTZ),
        INTERVAL '1' MINUTE
      )
    ) AS p
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
  merged.left_at_minute
ORDER BY
  left_at_minute ASC NULLS LAST
