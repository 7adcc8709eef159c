SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  SUBSTRING(labels."text", -2, 2) = '\%'
ORDER BY
  label_id ASC NULLS LAST
