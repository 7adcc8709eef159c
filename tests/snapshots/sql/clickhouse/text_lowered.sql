SELECT
  LOWER(labels.text) AS lower_text,
  COUNT(*) AS label_count
FROM labels
WHERE
  LOWER(labels.text) = 'ann'
GROUP BY
  LOWER(labels.text)
ORDER BY
  lower_text ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
