SELECT
  DATE(profiles.born_on, 'start of month') AS born_on_month,
  COUNT(*) AS profile_count
FROM profiles
GROUP BY
  DATE(profiles.born_on, 'start of month')
ORDER BY
  born_on_month ASC NULLS LAST
