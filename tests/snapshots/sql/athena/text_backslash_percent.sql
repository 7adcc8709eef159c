SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  SUBSTR(labels."text", LENGTH(labels."text") - (
    2 - 1
  )) = '\%'
ORDER BY
  label_id ASC
