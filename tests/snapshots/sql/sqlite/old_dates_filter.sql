SELECT
  profiles.born_on AS born_on
FROM profiles
WHERE
  profiles.born_on < '1960-03-01'
ORDER BY
  born_on ASC NULLS LAST
