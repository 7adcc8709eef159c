SELECT
  profiles.born_on AS born_on
FROM profiles
WHERE
  profiles.born_on < CAST('1960-03-01' AS DATE)
ORDER BY
  born_on ASC NULLS LAST
