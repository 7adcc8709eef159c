SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  NOT (
    labels."text" IS NULL
  )
ORDER BY
  label_id ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
