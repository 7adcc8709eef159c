SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  SUBSTR(labels."text", 1, 1) = 'A'
ORDER BY
  label_id ASC
