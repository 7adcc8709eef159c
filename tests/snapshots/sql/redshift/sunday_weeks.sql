WITH RECURSIVE orders_totals AS (
  SELECT
    CAST(DATEADD(
      DAY,
      6,
      CAST(DATE_TRUNC('WEEK', CAST(DATEADD(DAY, -6, orders.ordered_at) AS DATE)) AS DATE)
    ) AS DATE) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-05-25' AS DATE)
    AND orders.ordered_at < CAST('2025-06-22' AS DATE)
  GROUP BY
    CAST(DATEADD(
      DAY,
      6,
      CAST(DATE_TRUNC('WEEK', CAST(DATEADD(DAY, -6, orders.ordered_at) AS DATE)) AS DATE)
    ) AS DATE)
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
    2 * periods_counted.n + half.k <= DATEDIFF(WEEK, CAST('2025-05-25' AS DATE), CAST('2025-06-15' AS DATE))
), periods AS (
  SELECT
    CAST(DATEADD(WEEK, periods_counted.n, CAST('2025-05-25' AS DATE)) AS DATE) AS p
  FROM periods_counted
  WHERE
    NOT CAST('2025-05-25' AS DATE) IS NULL
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
  ordered_at_week ASC
