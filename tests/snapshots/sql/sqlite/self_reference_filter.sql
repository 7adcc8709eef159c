SELECT
  COUNT(*) AS staff_count
FROM staff
LEFT JOIN staff AS manager
  ON staff.manager_id = manager.staff_id
WHERE
  manager.name = 'Root'
