WITH orders_totals AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue,
    AVG(CAST(orders.amount AS DOUBLE)) AS avg_amount
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS DATE)
    AND orders.ordered_at < CAST('2025-07-01' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)
), periods AS (
  SELECT
    p
  FROM UNNEST(SEQUENCE(CAST('2025-01-01' AS DATE), CAST('2025-06-01' AS DATE), INTERVAL '1' MONTH)) AS s(p)
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
  ordered_at_month ASC
