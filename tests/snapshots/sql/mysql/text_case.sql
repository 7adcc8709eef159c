SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  LEFT(labels.`text`, 1) = 'A'
ORDER BY
  CASE WHEN labels.label_id IS NULL THEN 1 ELSE 0 END,
  labels.label_id ASC
