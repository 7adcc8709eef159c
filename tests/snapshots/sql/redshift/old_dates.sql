SELECT
  CAST(DATE_TRUNC('YEAR', profiles.born_on) AS DATE) AS born_on_year,
  COUNT(*) AS profile_count
FROM profiles
GROUP BY
  CAST(DATE_TRUNC('YEAR', profiles.born_on) AS DATE)
ORDER BY
  born_on_year ASC
