SELECT
  "staff_manager".name AS "name",
  COUNT(*) AS "staff_count"
FROM staff AS "staff"
LEFT JOIN staff AS "manager"
  ON "staff".manager_id = "manager".staff_id
LEFT JOIN staff AS "staff_manager"
  ON "manager".manager_id = "staff_manager".staff_id
GROUP BY
  "staff_manager".name
ORDER BY
  "name" ASC
