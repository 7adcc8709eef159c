SELECT
  DATE_TRUNC(CAST(profiles.born_on AS DATE), YEAR) AS born_on_year,
  COUNT(*) AS profile_count
FROM profiles
GROUP BY
  1
ORDER BY
  born_on_year ASC NULLS LAST
