SELECT
  LOWER(labels.text) AS lower_text,
  COUNT(*) AS label_count
FROM labels
WHERE
  LOWER(labels.text) = 'ann'
GROUP BY
  1
ORDER BY
  lower_text ASC NULLS LAST
