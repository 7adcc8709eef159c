WITH orders_totals AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS DATE)
    AND orders.ordered_at < CAST('2025-07-01' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)
), periods AS (
  SELECT
    EXPLODE(
      SEQUENCE(CAST('2025-01-01' AS DATE), CAST('2025-06-01' AS DATE), INTERVAL '1' MONTH)
    ) AS p
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
