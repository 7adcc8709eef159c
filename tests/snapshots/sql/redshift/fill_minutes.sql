WITH RECURSIVE parcels_totals AS (
  SELECT
    DATE_TRUNC('MINUTE', parcels.left_at) AS left_at_minute,
    COUNT(*) AS parcel_count
  FROM parcels
  WHERE
    parcels.left_at >= CAST('2025-06-01 12:00:00' AS TIMESTAMP)
    AND parcels.left_at < CAST('2025-06-01 13:00:00' AS TIMESTAMP)
  GROUP BY
    DATE_TRUNC('MINUTE', parcels.left_at)
), periods_counted(n) AS (
  SELECT
    0 AS n
  UNION ALL
  SELECT
    2 * periods_counted.n + half.k AS n
  FROM periods_counted
  CROSS JOIN (
    SELECT
      1 AS k
    UNION ALL
    SELECT
      2 AS k
  ) AS half
  WHERE
    2 * periods_counted.n + half.k <= DATEDIFF(
      MINUTE,
      CAST('2025-06-01 12:00:00' AS TIMESTAMP),
      CAST('2025-06-01 12:59:00' AS TIMESTAMP)
    )
), periods AS (
  SELECT
    DATEADD(MINUTE, periods_counted.n, CAST('2025-06-01 12:00:00' AS TIMESTAMP)) AS p
  FROM periods_counted
  WHERE
    NOT CAST('2025-06-01 12:00:00' AS TIMESTAMP) IS NULL
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
