SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  LOCATE('\\', labels.`text`) > 0
ORDER BY
  CASE WHEN labels.label_id IS NULL THEN 1 ELSE 0 END,
  labels.label_id ASC
