SELECT
  LOWER(labels.text) AS lower_text,
  COUNT(*) AS label_count
FROM labels
WHERE
  LOWER(labels.text) = 'ann'
GROUP BY
  LOWER(labels.text)
ORDER BY
  lower_text ASC
