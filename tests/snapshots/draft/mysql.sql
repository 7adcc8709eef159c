-- total_duration
SELECT
  SUM(
    (
      TIMESTAMPDIFF(MICROSECOND, calls.started_at, calls.ended_at) / 3600000000e0
    )
  ) AS total_duration
FROM calls

-- average_duration
SELECT
  AVG(
    CAST((
      TIMESTAMPDIFF(MICROSECOND, calls.started_at, calls.ended_at) / 3600000000e0
    ) AS DOUBLE)
  ) AS average_duration
FROM calls

-- days_to_ship
SELECT
  AVG(
    CAST((
      TIMESTAMPDIFF(MICROSECOND, shipments.ordered_at, shipments.shipped_at) / 86400000000e0
    ) AS DOUBLE)
  ) AS average_days_to_ship
FROM shipments

-- days_to_deliver
SELECT
  AVG(
    CAST(DATEDIFF(CAST(shipments.delivered_on AS DATE), CAST(shipments.ordered_at AS DATE)) AS DOUBLE)
  ) AS average_days_to_deliver
FROM shipments

-- length_in_days
SELECT
  SUM(DATEDIFF(stays.end_date, stays.start_date)) AS total_duration_days
FROM stays

-- whole_names
SELECT
  agents.agent_id AS agent_id,
  NULLIF(
    TRIM(CONCAT(COALESCE(agents.first_name, ''), ' ', COALESCE(agents.last_name, ''))),
    ''
  ) AS full_name
FROM agents
ORDER BY
  CASE WHEN agents.agent_id IS NULL THEN 1 ELSE 0 END,
  agents.agent_id ASC,
  CASE
    WHEN NULLIF(
      TRIM(CONCAT(COALESCE(agents.first_name, ''), ' ', COALESCE(agents.last_name, ''))),
      ''
    ) IS NULL
    THEN 1
    ELSE 0
  END,
  NULLIF(
    TRIM(CONCAT(COALESCE(agents.first_name, ''), ' ', COALESCE(agents.last_name, ''))),
    ''
  ) ASC

-- flag_of_numbers
SELECT
  COUNT(*) AS call_count
FROM calls
WHERE
  (
    calls.is_missed = 1
  ) = TRUE

-- flag_of_letters
SELECT
  COUNT(*) AS call_count
FROM calls
WHERE
  (
    UPPER(calls.vip_flag) IN ('Y', 'YES', 'TRUE', 'T', '1')
  ) = TRUE
