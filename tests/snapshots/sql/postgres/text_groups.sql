SELECT
  labels."text" AS "text",
  COUNT(*) AS label_count
FROM labels
GROUP BY
  labels."text"
ORDER BY
  "text" ASC
