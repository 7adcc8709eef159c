WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(orders.ordered_at, '-6 days', 'weekday 1') AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    CAST(STRFTIME('%m', orders.ordered_at) AS INTEGER) = 5
    AND orders.ordered_at >= '2025-03-24'
    AND orders.ordered_at < '2025-06-16'
  GROUP BY
    DATE(orders.ordered_at, '-6 days', 'weekday 1')
), days(p) AS (
  SELECT
    '2025-03-24' AS p
  WHERE
    NOT '2025-03-24' IS NULL
  UNION ALL
  SELECT
    DATE(days.p, '+1 days') AS p
  FROM days
  WHERE
    days.p < DATE(DATE('2025-06-09', '+7 days'), '-1 days')
), periods AS (
  SELECT DISTINCT
    DATE(days.p, '-6 days', 'weekday 1') AS p
  FROM days
  WHERE
    (
      days.p >= '2025-03-24' AND days.p < '2025-06-16'
    )
    AND CAST(STRFTIME('%m', days.p) AS INTEGER) = 5
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
