SELECT
  labels.label_id AS label_id
FROM labels
WHERE
  (
    LEFT(labels.`text`, 2) = '日本'
    OR LEFT(labels.`text`, 1) = '🙂'
    OR labels.`text` = 'größe'
  )
ORDER BY
  label_id ASC NULLS LAST
