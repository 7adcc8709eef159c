SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  labels.`text` IN ('it\'s', 'say "hi"')
ORDER BY
  label_id ASC NULLS LAST
