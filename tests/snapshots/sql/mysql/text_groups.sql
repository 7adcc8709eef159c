SELECT
  labels.`text` AS `text`,
  COUNT(*) AS label_count
FROM labels
GROUP BY
  labels.`text`
ORDER BY
  CASE WHEN labels.`text` IS NULL THEN 1 ELSE 0 END,
  labels.`text` ASC
