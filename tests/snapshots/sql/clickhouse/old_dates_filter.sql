SELECT
  profiles.born_on AS born_on
FROM profiles
WHERE
  profiles.born_on < CAST('1960-03-01' AS Nullable(Date32))
ORDER BY
  born_on ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
