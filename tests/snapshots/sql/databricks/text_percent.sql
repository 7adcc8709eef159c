SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  LOCATE('%', labels.`text`) > 0
ORDER BY
  label_id ASC NULLS LAST
