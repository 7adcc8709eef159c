SELECT
  "labels".label_id AS "label_id"
FROM labels AS "labels"
WHERE
  (
    CHARINDEX('\t', "labels"."text") > 0
    OR CHARINDEX('\n', "labels"."text") > 0
    OR "labels"."text" = 'two\nlines'
  )
ORDER BY
  "label_id" ASC
