SELECT
  CAST(DATEADD(
    MONTH,
    1,
    CAST(DATE_TRUNC(
      'QUARTER',
      CAST(DATEADD(MONTH, -1, CAST(DATE_TRUNC('MONTH', parcels.left_at) AS DATE)) AS DATE)
    ) AS DATE)
  ) AS DATE) AS left_at_quarter,
  COUNT(*) AS parcel_count
FROM parcels
GROUP BY
  CAST(DATEADD(
    MONTH,
    1,
    CAST(DATE_TRUNC(
      'QUARTER',
      CAST(DATEADD(MONTH, -1, CAST(DATE_TRUNC('MONTH', parcels.left_at) AS DATE)) AS DATE)
    ) AS DATE)
  ) AS DATE)
ORDER BY
  left_at_quarter ASC
