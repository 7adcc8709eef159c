SELECT
  manager.name AS name,
  COUNT(*) AS staff_count
FROM staff
LEFT JOIN staff AS manager
  ON staff.manager_id = manager.staff_id
GROUP BY
  manager.name
ORDER BY
  name ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
