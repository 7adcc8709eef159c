SELECT
  labels.`text` AS `text`,
  COUNT(*) AS label_count
FROM labels
GROUP BY
  1
ORDER BY
  `text` ASC NULLS LAST
