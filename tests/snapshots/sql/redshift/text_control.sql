SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  (
    POSITION('\t' IN labels."text") > 0
    OR POSITION('\n' IN labels."text") > 0
    OR labels."text" = 'two\nlines'
  )
ORDER BY
  label_id ASC
