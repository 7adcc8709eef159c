SELECT
  DATE(DATE(DATE(returns.returned_on, '-6 days'), '-6 days', 'weekday 1'), '+6 days') AS returned_on_week,
  COUNT(*) AS return_count
FROM returns
GROUP BY
  DATE(DATE(DATE(returns.returned_on, '-6 days'), '-6 days', 'weekday 1'), '+6 days')
ORDER BY
  returned_on_week ASC NULLS LAST
