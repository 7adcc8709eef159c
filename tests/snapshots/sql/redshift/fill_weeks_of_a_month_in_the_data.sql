WITH RECURSIVE orders_totals AS (
  SELECT
    CAST(DATE_TRUNC('WEEK', orders.ordered_at) AS DATE) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    EXTRACT(MONTH FROM orders.ordered_at) IN (3, 5)
  GROUP BY
    CAST(DATE_TRUNC('WEEK', orders.ordered_at) AS DATE)
), periods_seen AS (
  SELECT DISTINCT
    ordered_at_week
  FROM orders_totals
), days_counted(n) AS (
  SELECT
    0 AS n
  UNION ALL
  SELECT
    2 * days_counted.n + half.k AS n
  FROM days_counted
  CROSS JOIN (
    SELECT
      1 AS k
    UNION ALL
    SELECT
      2 AS k
  ) AS half
  WHERE
    2 * days_counted.n + half.k <= DATEDIFF(
      DAY,
      (
        SELECT
          MIN(periods_seen.ordered_at_week)
        FROM periods_seen
      ),
      CAST(DATEADD(
        DAY,
        -1,
        CAST(DATEADD(DAY, 7, (
          SELECT
            MAX(periods_seen.ordered_at_week)
          FROM periods_seen
        )) AS DATE)
      ) AS DATE)
    )
), days AS (
  SELECT
    CAST(DATEADD(
      DAY,
      days_counted.n,
      (
        SELECT
          MIN(periods_seen.ordered_at_week)
        FROM periods_seen
      )
    ) AS DATE) AS p
  FROM days_counted
  WHERE
    NOT (
      SELECT
        MIN(periods_seen.ordered_at_week)
      FROM periods_seen
    ) IS NULL
), periods AS (
  SELECT DISTINCT
    CAST(DATE_TRUNC('WEEK', days.p) AS DATE) AS p
  FROM days
  WHERE
    EXTRACT(MONTH FROM days.p) IN (3, 5)
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
