-- total_duration
SELECT
  SUM(
    (
      DATETIME_DIFF(CAST(calls.ended_at AS DATETIME), CAST(calls.started_at AS DATETIME), MICROSECOND) / 3600000000e0
    )
  ) AS total_duration
FROM calls

-- average_duration
SELECT
  AVG(
    (
      DATETIME_DIFF(CAST(calls.ended_at AS DATETIME), CAST(calls.started_at AS DATETIME), MICROSECOND) / 3600000000e0
    )
  ) AS average_duration
FROM calls

-- days_to_ship
SELECT
  AVG(
    (
      DATETIME_DIFF(
        CAST(shipments.shipped_at AS DATETIME),
        CAST(shipments.ordered_at AS DATETIME),
        MICROSECOND
      ) / 86400000000e0
    )
  ) AS average_days_to_ship
FROM shipments

-- days_to_deliver
SELECT
  AVG(
    DATE_DIFF(CAST(shipments.delivered_on AS DATE), CAST(shipments.ordered_at AS DATE), DAY)
  ) AS average_days_to_deliver
FROM shipments

-- length_in_days
SELECT
  SUM(DATE_DIFF(stays.end_date, stays.start_date, DAY)) AS total_duration_days
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
