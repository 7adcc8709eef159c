SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  (
    INSTR(labels."text", '	') > 0
    OR INSTR(labels."text", '
') > 0
    OR labels."text" = 'two
lines'
  )
ORDER BY
  label_id ASC NULLS LAST
