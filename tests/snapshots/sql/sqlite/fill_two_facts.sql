WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(orders.ordered_at, 'start of month') AS time_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= '2025-01-01' AND orders.ordered_at < '2025-07-01'
  GROUP BY
    DATE(orders.ordered_at, 'start of month')
), returns_totals AS (
  SELECT
    DATE(returns.returned_on, 'start of month') AS time_month,
    COUNT(*) AS return_count
  FROM returns
  WHERE
    returns.returned_on >= '2025-01-01' AND returns.returned_on < '2025-07-01'
  GROUP BY
    DATE(returns.returned_on, 'start of month')
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
    periods.p AS time_month
  FROM periods
), merged AS (
  SELECT
    time_month,
    revenue,
    NULL AS return_count
  FROM orders_totals
  UNION ALL
  SELECT
    time_month,
    NULL AS revenue,
    return_count
  FROM returns_totals
  UNION ALL
  SELECT
    time_month,
    NULL AS revenue,
    NULL AS return_count
  FROM all_periods
)
SELECT
  merged.time_month AS time_month,
  COALESCE(MAX(merged.revenue), 0) AS revenue,
  COALESCE(MAX(merged.return_count), 0) AS return_count
FROM merged
GROUP BY
  merged.time_month
ORDER BY
  time_month ASC NULLS LAST
