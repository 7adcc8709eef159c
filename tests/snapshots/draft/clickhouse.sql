-- total_duration
SELECT
  SUM((
    DATE_DIFF(MICROSECOND, calls.started_at, calls.ended_at) / 3600000000e0
  )) AS total_duration
FROM calls
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1

-- average_duration
SELECT
  AVG((
    DATE_DIFF(MICROSECOND, calls.started_at, calls.ended_at) / 3600000000e0
  )) AS average_duration
FROM calls
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1

-- days_to_ship
SELECT
  AVG(
    (
      DATE_DIFF(MICROSECOND, shipments.ordered_at, shipments.shipped_at) / 86400000000e0
    )
  ) AS average_days_to_ship
FROM shipments
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1

-- days_to_deliver
SELECT
  AVG(DATE_DIFF(DAY, toDate32(shipments.ordered_at), toDate32(shipments.delivered_on))) AS average_days_to_deliver
FROM shipments
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1

-- length_in_days
SELECT
  SUM(DATE_DIFF(DAY, stays.start_date, stays.end_date)) AS total_duration_days
FROM stays
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1

-- whole_names
SELECT
  agents.agent_id AS agent_id,
  nullIf(TRIM(COALESCE(agents.first_name, '') || ' ' || COALESCE(agents.last_name, '')), '') AS full_name
FROM agents
ORDER BY
  agent_id ASC,
  full_name ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1

-- flag_of_numbers
SELECT
  COUNT(*) AS call_count
FROM calls
WHERE
  (
    calls.is_missed = 1
  ) = TRUE
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1

-- flag_of_letters
SELECT
  COUNT(*) AS call_count
FROM calls
WHERE
  (
    UPPER(calls.vip_flag) IN ('Y', 'YES', 'TRUE', 'T', '1')
  ) = TRUE
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
