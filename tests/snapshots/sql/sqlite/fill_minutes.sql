WITH RECURSIVE parcels_totals AS (
  SELECT
    STRFTIME('%Y-%m-%d %H:%M:00', parcels.left_at) AS left_at_minute,
    COUNT(*) AS parcel_count
  FROM parcels
  WHERE
    STRFTIME('%Y-%m-%d %H:%M:%f', parcels.left_at) >= '2025-06-01 12:00:00.000'
    AND STRFTIME('%Y-%m-%d %H:%M:%f', parcels.left_at) < '2025-06-01 13:00:00.000'
  GROUP BY
    STRFTIME('%Y-%m-%d %H:%M:00', parcels.left_at)
), periods(p) AS (
  SELECT
    '2025-06-01 12:00:00' AS p
  WHERE
    NOT '2025-06-01 12:00:00' IS NULL
  UNION ALL
  SELECT
    DATETIME(periods.p, '+1 minutes') AS p
  FROM periods
  WHERE
    periods.p < '2025-06-01 12:59:00'
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
