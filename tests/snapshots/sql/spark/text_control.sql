SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  (
    LOCATE('\t', labels.`text`) > 0
    OR LOCATE('\n', labels.`text`) > 0
    OR labels.`text` = 'two\nlines'
  )
ORDER BY
  label_id ASC NULLS LAST
