SELECT
  CAST(CAST(DATE_TRUNC('WEEK', CAST(returns.returned_on + INTERVAL '-6' DAY AS DATE)) AS DATE) + INTERVAL '6' DAY AS DATE) AS returned_on_week,
  COUNT(*) AS return_count
FROM returns
GROUP BY
  CAST(CAST(DATE_TRUNC('WEEK', CAST(returns.returned_on + INTERVAL '-6' DAY AS DATE)) AS DATE) + INTERVAL '6' DAY AS DATE)
ORDER BY
  returned_on_week ASC
