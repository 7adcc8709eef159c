WITH RECURSIVE orders_totals AS (
  SELECT
    STRFTIME('%Y-%m-%d %H:00:00', orders.ordered_at) AS ordered_at_hour,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2025-05-30' AND orders.ordered_at < '2025-06-03'
  GROUP BY
    STRFTIME('%Y-%m-%d %H:00:00', orders.ordered_at)
), periods(p) AS (
  SELECT
    '2025-05-30 00:00:00' AS p
  WHERE
    NOT '2025-05-30 00:00:00' IS NULL
  UNION ALL
  SELECT
    DATETIME(periods.p, '+1 hours') AS p
  FROM periods
  WHERE
    periods.p < '2025-06-02 23:00:00'
), all_periods AS (
  SELECT
    periods.p AS ordered_at_hour
  FROM periods
), merged AS (
  SELECT
    ordered_at_hour,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_hour,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_hour AS ordered_at_hour,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_hour
ORDER BY
  ordered_at_hour ASC NULLS LAST
