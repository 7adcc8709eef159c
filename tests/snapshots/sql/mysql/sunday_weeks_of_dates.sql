SELECT
  CAST(DATE_ADD(
    CAST(DATE_SUB(
      CAST(DATE_ADD(returns.returned_on, INTERVAL '-6' DAY) AS DATE),
      INTERVAL (
        WEEKDAY(CAST(DATE_ADD(returns.returned_on, INTERVAL '-6' DAY) AS DATE))
      ) DAY
    ) AS DATE),
    INTERVAL '6' DAY
  ) AS DATE) AS returned_on_week,
  COUNT(*) AS return_count
FROM returns
GROUP BY
  CAST(DATE_ADD(
    CAST(DATE_SUB(
      CAST(DATE_ADD(returns.returned_on, INTERVAL '-6' DAY) AS DATE),
      INTERVAL (
        WEEKDAY(CAST(DATE_ADD(returns.returned_on, INTERVAL '-6' DAY) AS DATE))
      ) DAY
    ) AS DATE),
    INTERVAL '6' DAY
  ) AS DATE)
ORDER BY
  CASE
    WHEN CAST(DATE_ADD(
      CAST(DATE_SUB(
        CAST(DATE_ADD(returns.returned_on, INTERVAL '-6' DAY) AS DATE),
        INTERVAL (
          WEEKDAY(CAST(DATE_ADD(returns.returned_on, INTERVAL '-6' DAY) AS DATE))
        ) DAY
      ) AS DATE),
      INTERVAL '6' DAY
    ) AS DATE) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_ADD(
    CAST(DATE_SUB(
      CAST(DATE_ADD(returns.returned_on, INTERVAL '-6' DAY) AS DATE),
      INTERVAL (
        WEEKDAY(CAST(DATE_ADD(returns.returned_on, INTERVAL '-6' DAY) AS DATE))
      ) DAY
    ) AS DATE),
    INTERVAL '6' DAY
  ) AS DATE) ASC
