SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  labels.`text` IN ('?', ':name', '{{ x }}', '--')
ORDER BY
  label_id ASC NULLS LAST
