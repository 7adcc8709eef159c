SELECT
  LOWER(labels.text) AS lower_text,
  COUNT(*) AS label_count
FROM labels
WHERE
  LOWER(labels.text) = 'ann'
GROUP BY
  LOWER(labels.text)
ORDER BY
  CASE WHEN LOWER(labels.text) IS NULL THEN 1 ELSE 0 END,
  LOWER(labels.text) ASC
