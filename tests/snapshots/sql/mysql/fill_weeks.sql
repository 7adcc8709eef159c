WITH RECURSIVE orders_totals AS (
  SELECT
    CAST(DATE_SUB(orders.ordered_at, INTERVAL (
      WEEKDAY(orders.ordered_at)
    ) DAY) AS DATE) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-05-12' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
  GROUP BY
    CAST(DATE_SUB(orders.ordered_at, INTERVAL (
      WEEKDAY(orders.ordered_at)
    ) DAY) AS DATE)
), periods(p) AS (
  SELECT
    CAST('2025-05-12' AS DATE) AS p
  UNION ALL
  SELECT
    CAST(DATE_ADD(periods.p, INTERVAL '7' DAY) AS DATE) AS p
  FROM periods
  WHERE
    periods.p < CAST('2025-06-09' AS DATE)
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
  CASE WHEN merged.ordered_at_week IS NULL THEN 1 ELSE 0 END,
  merged.ordered_at_week ASC
