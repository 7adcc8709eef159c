SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  POSITION('a_b' IN labels."text") > 0
ORDER BY
  label_id ASC
