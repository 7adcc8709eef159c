WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(DATE(DATE(orders.ordered_at, '-6 days'), '-6 days', 'weekday 1'), '+6 days') AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2025-05-25' AND orders.ordered_at < '2025-06-22'
  GROUP BY
    DATE(DATE(DATE(orders.ordered_at, '-6 days'), '-6 days', 'weekday 1'), '+6 days')
), periods(p) AS (
  SELECT
    '2025-05-25' AS p
  WHERE
    NOT '2025-05-25' IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+7 days') AS p
  FROM periods
  WHERE
    periods.p < '2025-06-15'
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
