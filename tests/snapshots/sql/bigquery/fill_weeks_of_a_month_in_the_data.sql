WITH orders_totals AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), ISOWEEK) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    EXTRACT(MONTH FROM orders.ordered_at) IN (3, 5)
  GROUP BY
    1
), periods_seen AS (
  SELECT DISTINCT
    ordered_at_week
  FROM orders_totals
), days AS (
  SELECT
    p
  FROM UNNEST(GENERATE_DATE_ARRAY(
    (
      SELECT
        MIN(periods_seen.ordered_at_week)
      FROM periods_seen
    ),
    CAST(DATETIME_ADD(CAST(CAST(DATETIME_ADD(CAST((
      SELECT
        MAX(periods_seen.ordered_at_week)
      FROM periods_seen
    ) AS DATETIME), INTERVAL '7' DAY) AS DATE) AS DATETIME), INTERVAL '-1' DAY) AS DATE),
    INTERVAL '1' DAY
  )) AS p
), periods AS (
  SELECT DISTINCT
    DATE_TRUNC(CAST(days.p AS DATE), ISOWEEK) AS p
  FROM days
  WHERE
    EXTRACT(MONTH FROM days.p) IN (3, 5)
), all_periods AS (
  SELECT
    periods.p AS ordered_at_week
  FROM periods
), merged AS (
  SELECT
    ordered_at_week,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_week,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_week AS ordered_at_week,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  1
ORDER BY
  ordered_at_week ASC NULLS LAST
