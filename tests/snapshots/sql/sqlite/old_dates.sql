SELECT
  DATE(profiles.born_on, 'start of year') AS born_on_year,
  COUNT(*) AS profile_count
FROM profiles
GROUP BY
  DATE(profiles.born_on, 'start of year')
ORDER BY
  born_on_year ASC NULLS LAST
