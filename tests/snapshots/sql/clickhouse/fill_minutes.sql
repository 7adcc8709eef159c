WITH parcels_totals AS (
  SELECT
    dateTrunc('MINUTE', parcels.left_at) AS left_at_minute,
    COUNT(*) AS parcel_count
  FROM parcels
  WHERE
    parcels.left_at >= CAST('2025-06-01 12:00:00' AS Nullable(DateTime64(6)))
    AND parcels.left_at < CAST('2025-06-01 13:00:00' AS Nullable(DateTime64(6)))
  GROUP BY
    dateTrunc('MINUTE', parcels.left_at)
), periods AS (
  SELECT
    addMinutes(CAST('2025-06-01 12:00:00' AS Nullable(DateTime64(6))), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(
                MINUTE,
                CAST('2025-06-01 12:00:00' AS Nullable(DateTime64(6))),
                CAST('2025-06-01 12:59:00' AS Nullable(DateTime64(6)))
              ) + 1,
              0
            )
          )
        )
      ) AS n
  ) AS s
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
  left_at_minute ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
