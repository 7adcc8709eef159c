SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  NOT labels.`text` IS NULL
ORDER BY
  CASE WHEN labels.label_id IS NULL THEN 1 ELSE 0 END,
  labels.label_id ASC
