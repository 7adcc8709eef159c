WITH RECURSIVE orders_totals AS (
  SELECT
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue,
    AVG(orders.amount) AS avg_amount
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS DATE)
    AND orders.ordered_at < CAST('2025-07-01' AS DATE)
  GROUP BY
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE)
), periods(p) AS (
  SELECT
    CAST('2025-01-01' AS DATE) AS p
  UNION ALL
  SELECT
    CAST(DATE_ADD(periods.p, INTERVAL '1' MONTH) AS DATE) AS p
  FROM periods
  WHERE
    periods.p < CAST('2025-06-01' AS DATE)
), all_periods AS (
  SELECT
    periods.p AS ordered_at_month
  FROM periods
), merged AS (
  SELECT
    ordered_at_month,
    revenue,
    avg_amount
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue,
    NULL AS avg_amount
  FROM all_periods
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  COALESCE(MAX(merged.revenue), 0) AS revenue,
  MAX(merged.avg_amount) AS avg_amount
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  CASE WHEN merged.ordered_at_month IS NULL THEN 1 ELSE 0 END,
  merged.ordered_at_month ASC
