SELECT
  CAST(DATE_ADD(
    'DAY',
    6,
    CAST(DATE_TRUNC('WEEK', CAST(DATE_ADD('DAY', -6, returns.returned_on) AS DATE)) AS DATE)
  ) AS DATE) AS returned_on_week,
  COUNT(*) AS return_count
FROM returns
GROUP BY
  CAST(DATE_ADD(
    'DAY',
    6,
    CAST(DATE_TRUNC('WEEK', CAST(DATE_ADD('DAY', -6, returns.returned_on) AS DATE)) AS DATE)
  ) AS DATE)
ORDER BY
  returned_on_week ASC
