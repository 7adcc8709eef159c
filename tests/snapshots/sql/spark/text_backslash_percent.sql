SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  RIGHT(labels.`text`, 2) = '\\%'
ORDER BY
  label_id ASC NULLS LAST
