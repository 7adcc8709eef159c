WITH RECURSIVE orders_totals AS (
  SELECT
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS DATE)
    AND orders.ordered_at < CAST('2025-07-01' AS DATE)
  GROUP BY
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE)
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
