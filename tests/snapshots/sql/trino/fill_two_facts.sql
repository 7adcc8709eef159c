WITH orders_totals AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) AS time_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS DATE)
    AND orders.ordered_at < CAST('2025-07-01' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)
), returns_totals AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', returns.returned_on) AS DATE) AS time_month,
    COUNT(*) AS return_count
  FROM returns
  WHERE
    returns.returned_on >= CAST('2025-01-01' AS DATE)
    AND returns.returned_on < CAST('2025-07-01' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('MONTH', returns.returned_on) AS DATE)
), periods AS (
  SELECT
    p
  FROM UNNEST(SEQUENCE(CAST('2025-01-01' AS DATE), CAST('2025-06-01' AS DATE), INTERVAL '1' MONTH)) AS s(p)
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
  time_month ASC
