SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  RIGHT(labels."text", 56) = 'this is longer than any of them, and so is its beginning'
ORDER BY
  label_id ASC
