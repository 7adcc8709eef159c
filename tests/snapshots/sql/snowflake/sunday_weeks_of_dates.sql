SELECT
  CAST(DATEADD(
    DAY,
    6,
    CAST(DATEADD(
      DAY,
      1 - DAYOFWEEKISO(CAST(DATEADD(DAY, -6, "returns".returned_on) AS DATE)),
      CAST(DATEADD(DAY, -6, "returns".returned_on) AS DATE)
    ) AS DATE)
  ) AS DATE) AS "returned_on_week",
  COUNT(*) AS "return_count"
FROM returns AS "returns"
GROUP BY
  CAST(DATEADD(
    DAY,
    6,
    CAST(DATEADD(
      DAY,
      1 - DAYOFWEEKISO(CAST(DATEADD(DAY, -6, "returns".returned_on) AS DATE)),
      CAST(DATEADD(DAY, -6, "returns".returned_on) AS DATE)
    ) AS DATE)
  ) AS DATE)
ORDER BY
  "returned_on_week" ASC
