-- total_duration
SELECT
  SUM(
    (
      CAST(EXTRACT(EPOCH FROM calls.ended_at - calls.started_at) AS DOUBLE PRECISION) / 3600e0
    )
  ) AS total_duration
FROM calls

-- average_duration
SELECT
  AVG(
    (
      CAST(EXTRACT(EPOCH FROM calls.ended_at - calls.started_at) AS DOUBLE PRECISION) / 3600e0
    )
  ) AS average_duration
FROM calls

-- days_to_ship
SELECT
  AVG(
    (
      CAST(EXTRACT(EPOCH FROM shipments.shipped_at - shipments.ordered_at) AS DOUBLE PRECISION) / 86400e0
    )
  ) AS average_days_to_ship
FROM shipments

-- days_to_deliver
SELECT
  AVG(
    CAST(EXTRACT(EPOCH FROM CAST(CAST(shipments.delivered_on AS DATE) AS TIMESTAMP) - CAST(CAST(shipments.ordered_at AS DATE) AS TIMESTAMP)) / 86400 AS BIGINT)
  ) AS average_days_to_deliver
FROM shipments

-- length_in_days
SELECT
  SUM(
    CAST(EXTRACT(EPOCH FROM CAST(stays.end_date AS TIMESTAMP) - CAST(stays.start_date AS TIMESTAMP)) / 86400 AS BIGINT)
  ) AS total_duration_days
FROM stays

-- whole_names
SELECT
  agents.agent_id AS agent_id,
  NULLIF(TRIM(COALESCE(agents.first_name, '') || ' ' || COALESCE(agents.last_name, '')), '') AS full_name
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
