SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  labels."text" = ''
ORDER BY
  label_id ASC NULLS LAST
