SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  (
    SUBSTRING(labels."text", -1, 1) = '語' OR INSTR(labels."text", 'ö') > 0
  )
ORDER BY
  label_id ASC NULLS LAST
