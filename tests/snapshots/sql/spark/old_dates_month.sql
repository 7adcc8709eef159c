SELECT
  CAST(DATE_TRUNC('MONTH', profiles.born_on) AS DATE) AS born_on_month,
  COUNT(*) AS profile_count
FROM profiles
GROUP BY
  CAST(DATE_TRUNC('MONTH', profiles.born_on) AS DATE)
ORDER BY
  born_on_month ASC NULLS LAST
