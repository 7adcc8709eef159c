-- total_duration
SELECT
  SUM(
    (
      CAST(DATEDIFF(MICROSECOND, "calls".started_at, "calls".ended_at) AS DOUBLE) / 3600000000e0
    )
  ) AS "total_duration"
FROM calls AS "calls"

-- average_duration
SELECT
  AVG(
    CAST((
      CAST(DATEDIFF(MICROSECOND, "calls".started_at, "calls".ended_at) AS DOUBLE) / 3600000000e0
    ) AS DOUBLE)
  ) AS "average_duration"
FROM calls AS "calls"

-- days_to_ship
SELECT
  AVG(
    CAST((
      CAST(DATEDIFF(MICROSECOND, "shipments".ordered_at, "shipments".shipped_at) AS DOUBLE) / 86400000000e0
    ) AS DOUBLE)
  ) AS "average_days_to_ship"
FROM shipments AS "shipments"

-- days_to_deliver
SELECT
  AVG(
    CAST(DATEDIFF(DAY, CAST("shipments".ordered_at AS DATE), CAST("shipments".delivered_on AS DATE)) AS DOUBLE)
  ) AS "average_days_to_deliver"
FROM shipments AS "shipments"

-- length_in_days
SELECT
  SUM(DATEDIFF(DAY, "stays".start_date, "stays".end_date)) AS "total_duration_days"
FROM stays AS "stays"

-- whole_names
SELECT
  "agents".agent_id AS "agent_id",
  NULLIF(
    TRIM(COALESCE("agents".first_name, '') || ' ' || COALESCE("agents".last_name, '')),
    ''
  ) AS "full_name"
FROM agents AS "agents"
ORDER BY
  "agent_id" ASC,
  "full_name" ASC

-- flag_of_numbers
SELECT
  COUNT(*) AS "call_count"
FROM calls AS "calls"
WHERE
  (
    "calls".is_missed = 1
  ) = TRUE

-- flag_of_letters
SELECT
  COUNT(*) AS "call_count"
FROM calls AS "calls"
WHERE
  (
    UPPER("calls".vip_flag) IN ('Y', 'YES', 'TRUE', 'T', '1')
  ) = TRUE
