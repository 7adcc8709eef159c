SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  (
    SUBSTR(labels."text", LENGTH(labels."text") - (
      1 - 1
    )) = '語'
    OR STRPOS(labels."text", 'ö') > 0
  )
ORDER BY
  label_id ASC
