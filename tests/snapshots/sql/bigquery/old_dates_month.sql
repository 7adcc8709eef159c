SELECT
  DATE_TRUNC(CAST(profiles.born_on AS DATE), MONTH) AS born_on_month,
  COUNT(*) AS profile_count
FROM profiles
GROUP BY
  1
ORDER BY
  born_on_month ASC NULLS LAST
