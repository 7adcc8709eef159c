SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  SUBSTR(labels."text", LENGTH(labels."text") - (
    56 - 1
  )) = 'this is longer than any of them, and so is its beginning'
ORDER BY
  label_id ASC
