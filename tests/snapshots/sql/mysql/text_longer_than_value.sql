SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  RIGHT(labels.`text`, 56) = 'this is longer than any of them, and so is its beginning'
ORDER BY
  CASE WHEN labels.label_id IS NULL THEN 1 ELSE 0 END,
  labels.label_id ASC
