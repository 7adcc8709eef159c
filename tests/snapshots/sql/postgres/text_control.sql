SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  (
    POSITION('	' IN labels."text") > 0
    OR POSITION('
' IN labels."text") > 0
    OR labels."text" = 'two
lines'
  )
ORDER BY
  label_id ASC
