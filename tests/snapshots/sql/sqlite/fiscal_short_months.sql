SELECT
  DATE(
    DATE(
      DATE(DATE(parcels.left_at, 'start of month'), '-1 months'),
      'start of month',
      '-' || (
        (
          CAST(STRFTIME('%m', DATE(DATE(parcels.left_at, 'start of month'), '-1 months')) AS INTEGER) - 1
        ) % 3
      ) || ' months'
    ),
    '+1 months'
  ) AS left_at_quarter,
  COUNT(*) AS parcel_count
FROM parcels
GROUP BY
  DATE(
    DATE(
      DATE(DATE(parcels.left_at, 'start of month'), '-1 months'),
      'start of month',
      '-' || (
        (
          CAST(STRFTIME('%m', DATE(DATE(parcels.left_at, 'start of month'), '-1 months')) AS INTEGER) - 1
        ) % 3
      ) || ' months'
    ),
    '+1 months'
  )
ORDER BY
  left_at_quarter ASC NULLS LAST
