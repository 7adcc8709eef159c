SELECT
  profiles.born_on AS born_on
FROM profiles
WHERE
  profiles.born_on < CAST('1960-03-01' AS DATE)
ORDER BY
  CASE WHEN profiles.born_on IS NULL THEN 1 ELSE 0 END,
  profiles.born_on ASC
