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
  CASE WHEN labels.label_id IS NULL THEN 1 ELSE 0 END,
  labels.label_id ASC
