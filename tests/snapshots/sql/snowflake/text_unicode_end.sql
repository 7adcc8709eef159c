SELECT
  "labels".label_id AS "label_id"
FROM labels AS "labels"
WHERE
  (
    RIGHT("labels"."text", 1) = '語' OR CHARINDEX('ö', "labels"."text") > 0
  )
ORDER BY
  "label_id" ASC
