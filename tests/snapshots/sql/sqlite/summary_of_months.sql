WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(orders.ordered_at, 'start of month') AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= '2025-01-01' AND orders.ordered_at < '2025-07-01'
  GROUP BY
    DATE(orders.ordered_at, 'start of month')
), periods(p) AS (
  SELECT
    '2025-01-01' AS p
  WHERE
    NOT '2025-01-01' IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+1 months') AS p
  FROM periods
  WHERE
    periods.p < '2025-06-01'
), all_periods AS (
  SELECT
    periods.p AS ordered_at_month
  FROM periods
), merged AS (
  SELECT
    ordered_at_month,
    revenue
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue
  FROM all_periods
), each_group AS (
  SELECT
    merged.ordered_at_month AS ordered_at_month,
    COALESCE(MAX(merged.revenue), 0) AS revenue
  FROM merged
  GROUP BY
    merged.ordered_at_month
)
SELECT
  MAX(each_group.revenue) AS revenue
FROM each_group
