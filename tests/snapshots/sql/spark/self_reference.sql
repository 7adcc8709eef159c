SELECT
  manager.name AS name,
  COUNT(*) AS staff_count
FROM staff
LEFT JOIN staff AS manager
  ON staff.manager_id = manager.staff_id
GROUP BY
  manager.name
ORDER BY
  name ASC NULLS LAST
