SELECT
  "labels".label_id AS "label_id"
FROM labels AS "labels"
WHERE
  CHARINDEX('\\', "labels"."text") > 0
ORDER BY
  "label_id" ASC
