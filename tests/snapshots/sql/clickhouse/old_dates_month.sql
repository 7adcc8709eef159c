SELECT
  dateTrunc('MONTH', toDate32(profiles.born_on)) AS born_on_month,
  COUNT(*) AS profile_count
FROM profiles
GROUP BY
  dateTrunc('MONTH', toDate32(profiles.born_on))
ORDER BY
  born_on_month ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
