WITH RECURSIVE orders_totals AS (
  SELECT
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE) AS time_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS DATE)
    AND orders.ordered_at < CAST('2025-07-01' AS DATE)
  GROUP BY
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE)
), returns_totals AS (
  SELECT
    CAST(DATE_FORMAT(returns.returned_on, '%Y-%m-01') AS DATE) AS time_month,
    COUNT(*) AS return_count
  FROM returns
  WHERE
    returns.returned_on >= CAST('2025-01-01' AS DATE)
    AND returns.returned_on < CAST('2025-07-01' AS DATE)
  GROUP BY
    CAST(DATE_FORMAT(returns.returned_on, '%Y-%m-01') AS DATE)
), periods_counted(n) AS (
  SELECT
    0 AS n
  UNION ALL
  SELECT
    2 * periods_counted.n + half.k AS n
  FROM periods_counted
  CROSS JOIN (
    SELECT
      1 AS k
    UNION ALL
    SELECT
      2 AS k
  ) AS half
  WHERE
    2 * periods_counted.n + half.k <= TIMESTAMPDIFF(MONTH, CAST('2025-01-01' AS DATE), CAST('2025-06-01' AS DATE))
), periods AS (
  SELECT
    CAST(DATE_ADD(CAST('2025-01-01' AS DATE), INTERVAL periods_counted.n MONTH) AS DATE) AS p
  FROM periods_counted
  WHERE
    NOT CAST('2025-01-01' AS DATE) IS NULL
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
  CASE WHEN merged.time_month IS NULL THEN 1 ELSE 0 END,
  merged.time_month ASC
