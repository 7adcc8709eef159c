SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  LEFT(labels.`text`, 1) = 'A'
ORDER BY
  label_id ASC NULLS LAST
