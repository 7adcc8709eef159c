SELECT
  "labels"."text" AS "text",
  COUNT(*) AS "label_count"
FROM labels AS "labels"
GROUP BY
  "labels"."text"
ORDER BY
  "text" ASC
