SELECT
  COUNT(*) AS staff_count
FROM staff
WHERE
  EXISTS(
    SELECT
      1
    FROM staff AS staff_2
    WHERE
      staff.manager_id = staff_2.staff_id
  )
