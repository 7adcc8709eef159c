SELECT
  CAST(DATE_FORMAT(profiles.born_on, '%Y-01-01') AS DATE) AS born_on_year,
  COUNT(*) AS profile_count
FROM profiles
GROUP BY
  CAST(DATE_FORMAT(profiles.born_on, '%Y-01-01') AS DATE)
ORDER BY
  CASE
    WHEN CAST(DATE_FORMAT(profiles.born_on, '%Y-01-01') AS DATE) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_FORMAT(profiles.born_on, '%Y-01-01') AS DATE) ASC
