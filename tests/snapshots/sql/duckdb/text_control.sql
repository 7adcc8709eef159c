SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  (
    STRPOS(labels."text", '	') > 0
    OR STRPOS(labels."text", '
') > 0
    OR labels."text" = 'two
lines'
  )
ORDER BY
  label_id ASC
