SELECT
  "labels".label_id AS "label_id"
FROM labels AS "labels"
WHERE
  NOT "labels"."text" IS NULL
ORDER BY
  "label_id" ASC
