SELECT
  labels."text" AS "text",
  COUNT(*) AS label_count
FROM labels
GROUP BY
  labels."text"
ORDER BY
  "text" ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
