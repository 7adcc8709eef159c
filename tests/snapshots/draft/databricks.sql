-- total_duration
SELECT
  SUM(
    (
      (
        UNIX_MICROS(CAST(calls.ended_at AS TIMESTAMP)) - UNIX_MICROS(CAST(calls.started_at AS TIMESTAMP))
      ) / 3600000000e0
    )
  ) AS total_duration
FROM calls

-- average_duration
SELECT
  AVG(
    CAST((
      (
        UNIX_MICROS(CAST(calls.ended_at AS TIMESTAMP)) - UNIX_MICROS(CAST(calls.started_at AS TIMESTAMP))
      ) / 3600000000e0
    ) AS DOUBLE)
  ) AS average_duration
FROM calls

-- days_to_ship
SELECT
  AVG(
    CAST((
      (
        UNIX_MICROS(CAST(shipments.shipped_at AS TIMESTAMP)) - UNIX_MICROS(CAST(shipments.ordered_at AS TIMESTAMP))
      ) / 86400000000e0
    ) AS DOUBLE)
  ) AS average_days_to_ship
FROM shipments

-- days_to_deliver
SELECT
  AVG(
    CAST(DATEDIFF(DAY, CAST(shipments.ordered_at AS DATE), CAST(shipments.delivered_on AS DATE)) AS DOUBLE)
  ) AS average_days_to_deliver
FROM shipments

-- length_in_days
SELECT
  SUM(DATEDIFF(DAY, stays.start_date, stays.end_date)) AS total_duration_days
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
