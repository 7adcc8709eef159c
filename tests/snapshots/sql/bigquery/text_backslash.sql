SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  INSTR(labels.`text`, '\\') > 0
ORDER BY
  label_id ASC NULLS LAST
