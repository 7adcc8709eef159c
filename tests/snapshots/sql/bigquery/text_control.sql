SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  (
    INSTR(labels.`text`, '\t') > 0
    OR INSTR(labels.`text`, '\n') > 0
    OR labels.`text` = 'two\nlines'
  )
ORDER BY
  label_id ASC NULLS LAST
