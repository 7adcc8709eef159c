-- total_duration
SELECT
  SUM(
    (
      CAST(DATE_DIFF('MILLISECOND', calls.started_at, calls.ended_at) AS DOUBLE) / 3600000e0
    )
  ) AS total_duration
FROM calls

-- average_duration
SELECT
  AVG(
    CAST((
      CAST(DATE_DIFF('MILLISECOND', calls.started_at, calls.ended_at) AS DOUBLE) / 3600000e0
    ) AS DOUBLE)
  ) AS average_duration
FROM calls

-- days_to_ship
SELECT
  AVG(
    CAST((
      CAST(DATE_DIFF('MILLISECOND', shipments.ordered_at, shipments.shipped_at) AS DOUBLE) / 86400000e0
    ) AS DOUBLE)
  ) AS average_days_to_ship
FROM shipments

-- days_to_deliver
SELECT
  AVG(
    CAST(DATE_DIFF('DAY', CAST(shipments.ordered_at AS DATE), CAST(shipments.delivered_on AS DATE)) AS DOUBLE)
  ) AS average_days_to_deliver
FROM shipments

-- length_in_days
SELECT
  SUM(DATE_DIFF('DAY', stays.start_date, stays.end_date)) AS total_duration_days
FROM stays

-- whole_names
SELECT
  agents.agent_id AS agent_id,
  NULLIF(
    TRIM(
      CONCAT(
        CAST(COALESCE(agents.first_name, '') AS VARCHAR),
        CAST(' ' AS VARCHAR),
        CAST(COALESCE(agents.last_name, '') AS VARCHAR)
      )
    ),
    ''
  ) AS full_name
FROM agents
ORDER BY
  agent_id ASC,
  full_name ASC

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
