WITH orders_totals AS (
  SELECT
    CAST(DATE_TRUNC('WEEK', orders.ordered_at) AS DATE) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    EXTRACT(MONTH FROM orders.ordered_at) IN (3, 5)
  GROUP BY
    CAST(DATE_TRUNC('WEEK', orders.ordered_at) AS DATE)
), periods_seen AS (
  SELECT DISTINCT
    ordered_at_week
  FROM orders_totals
), days AS (
  SELECT
    CAST(UNNEST(
      GENERATE_SERIES(
        (
          SELECT
            MIN(periods_seen.ordered_at_week)
          FROM periods_seen
        ),
        CAST(CAST((
          SELECT
            MAX(periods_seen.ordered_at_week)
          FROM periods_seen
        ) + INTERVAL '7' DAY AS DATE) + INTERVAL '-1' DAY AS DATE),
        INTERVAL '1' DAY
      )
    ) AS DATE) AS p
), periods AS (
  SELECT DISTINCT
    CAST(DATE_TRUNC('WEEK', days.p) AS DATE) AS p
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
  merged.ordered_at_week
ORDER BY
  ordered_at_week ASC
