-- total_duration
SELECT
  SUM(
    (
      CAST(ROUND((
        JULIANDAY(calls.ended_at) - JULIANDAY(calls.started_at)
      ) * 86400000) AS REAL) / 3600000e0
    )
  ) AS total_duration
FROM calls

-- average_duration
SELECT
  AVG(
    (
      CAST(ROUND((
        JULIANDAY(calls.ended_at) - JULIANDAY(calls.started_at)
      ) * 86400000) AS REAL) / 3600000e0
    )
  ) AS average_duration
FROM calls

-- days_to_ship
SELECT
  AVG(
    (
      CAST(ROUND(
        (
          JULIANDAY(shipments.shipped_at) - JULIANDAY(shipments.ordered_at)
        ) * 86400000
      ) AS REAL) / 86400000e0
    )
  ) AS average_days_to_ship
FROM shipments

-- days_to_deliver
SELECT
  AVG(
    CAST((
      JULIANDAY(DATE(shipments.delivered_on)) - JULIANDAY(DATE(shipments.ordered_at))
    ) AS INTEGER)
  ) AS average_days_to_deliver
FROM shipments

-- length_in_days
SELECT
  SUM(CAST((
    JULIANDAY(stays.end_date) - JULIANDAY(stays.start_date)
  ) AS INTEGER)) AS total_duration_days
FROM stays

-- whole_names
SELECT
  agents.agent_id AS agent_id,
  NULLIF(TRIM(COALESCE(agents.first_name, '') || ' ' || COALESCE(agents.last_name, '')), '') AS full_name
FROM agents
ORDER BY
  agent_id ASC NULLS LAST,
  full_name ASC NULLS LAST

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
