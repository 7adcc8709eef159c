SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  (
    RIGHT(labels."text", 1) = '語' OR STRPOS(labels."text", 'ö') > 0
  )
ORDER BY
  label_id ASC
