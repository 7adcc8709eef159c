WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(orders.ordered_at, '-6 days', 'weekday 1') AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    CAST(STRFTIME('%m', orders.ordered_at) AS INTEGER) IN (3, 5)
  GROUP BY
    DATE(orders.ordered_at, '-6 days', 'weekday 1')
), periods_seen AS (
  SELECT DISTINCT
    ordered_at_week
  FROM orders_totals
), days(p) AS (
  SELECT
    (
      SELECT
        MIN(periods_seen.ordered_at_week)
      FROM periods_seen
    ) AS p
  WHERE
    NOT (
      SELECT
        MIN(periods_seen.ordered_at_week)
      FROM periods_seen
    ) IS NULL
  UNION ALL
  SELECT
    DATE(days.p, '+1 days') AS p
  FROM days
  WHERE
    days.p < DATE(
      DATE((
        SELECT
          MAX(periods_seen.ordered_at_week)
        FROM periods_seen
      ), '+7 days'),
      '-1 days'
    )
), periods AS (
  SELECT DISTINCT
    DATE(days.p, '-6 days', 'weekday 1') AS p
  FROM days
  WHERE
    CAST(STRFTIME('%m', days.p) AS INTEGER) IN (3, 5)
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
  ordered_at_week ASC NULLS LAST
