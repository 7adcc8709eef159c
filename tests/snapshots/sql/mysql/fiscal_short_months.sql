SELECT
  CAST(DATE_ADD(
    CAST(DATE_FORMAT(
      DATE_SUB(
        CAST(DATE_ADD(CAST(DATE_FORMAT(parcels.left_at, '%Y-%m-01') AS DATE), INTERVAL '-1' MONTH) AS DATE),
        INTERVAL (
          (
            MONTH(
              CAST(DATE_ADD(CAST(DATE_FORMAT(parcels.left_at, '%Y-%m-01') AS DATE), INTERVAL '-1' MONTH) AS DATE)
            ) - 1
          ) % 3
        ) MONTH
      ),
      '%Y-%m-01'
    ) AS DATE),
    INTERVAL '1' MONTH
  ) AS DATE) AS left_at_quarter,
  COUNT(*) AS parcel_count
FROM parcels
GROUP BY
  CAST(DATE_ADD(
    CAST(DATE_FORMAT(
      DATE_SUB(
        CAST(DATE_ADD(CAST(DATE_FORMAT(parcels.left_at, '%Y-%m-01') AS DATE), INTERVAL '-1' MONTH) AS DATE),
        INTERVAL (
          (
            MONTH(
              CAST(DATE_ADD(CAST(DATE_FORMAT(parcels.left_at, '%Y-%m-01') AS DATE), INTERVAL '-1' MONTH) AS DATE)
            ) - 1
          ) % 3
        ) MONTH
      ),
      '%Y-%m-01'
    ) AS DATE),
    INTERVAL '1' MONTH
  ) AS DATE)
ORDER BY
  CASE
    WHEN CAST(DATE_ADD(
      CAST(DATE_FORMAT(
        DATE_SUB(
          CAST(DATE_ADD(CAST(DATE_FORMAT(parcels.left_at, '%Y-%m-01') AS DATE), INTERVAL '-1' MONTH) AS DATE),
          INTERVAL (
            (
              MONTH(
                CAST(DATE_ADD(CAST(DATE_FORMAT(parcels.left_at, '%Y-%m-01') AS DATE), INTERVAL '-1' MONTH) AS DATE)
              ) - 1
            ) % 3
          ) MONTH
        ),
        '%Y-%m-01'
      ) AS DATE),
      INTERVAL '1' MONTH
    ) AS DATE) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_ADD(
    CAST(DATE_FORMAT(
      DATE_SUB(
        CAST(DATE_ADD(CAST(DATE_FORMAT(parcels.left_at, '%Y-%m-01') AS DATE), INTERVAL '-1' MONTH) AS DATE),
        INTERVAL (
          (
            MONTH(
              CAST(DATE_ADD(CAST(DATE_FORMAT(parcels.left_at, '%Y-%m-01') AS DATE), INTERVAL '-1' MONTH) AS DATE)
            ) - 1
          ) % 3
        ) MONTH
      ),
      '%Y-%m-01'
    ) AS DATE),
    INTERVAL '1' MONTH
  ) AS DATE) ASC
