SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  (
    SUBSTR(labels."text", 1, 2) = '日本'
    OR SUBSTR(labels."text", 1, 1) = '🙂'
    OR labels."text" = 'größe'
  )
ORDER BY
  label_id ASC
