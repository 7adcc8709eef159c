SELECT
  COUNT(*) AS staff_count
FROM staff
WHERE
  COALESCE(
    staff.manager_id IN (
      SELECT
        staff_2.staff_id
      FROM staff AS staff_2
    ),
    FALSE
  )
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
