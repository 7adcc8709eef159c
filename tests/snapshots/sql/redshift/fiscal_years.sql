WITH RECURSIVE orders_totals AS (
  SELECT
    CAST(DATEADD(
      MONTH,
      6,
      CAST(DATE_TRUNC(
        'YEAR',
        CAST(DATEADD(MONTH, -6, CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)) AS DATE)
      ) AS DATE)
    ) AS DATE) AS ordered_at_year,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    CAST(DATEADD(
      MONTH,
      6,
      CAST(DATE_TRUNC(
        'YEAR',
        CAST(DATEADD(MONTH, -6, CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)) AS DATE)
      ) AS DATE)
    ) AS DATE)
), periods_seen AS (
  SELECT DISTINCT
    ordered_at_year
  FROM orders_totals
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
    2 * periods_counted.n + half.k <= DATEDIFF(
      YEAR,
      (
        SELECT
          MIN(periods_seen.ordered_at_year)
        FROM periods_seen
      ),
      (
        SELECT
          MAX(periods_seen.ordered_at_year)
        FROM periods_seen
      )
    )
), periods AS (
  SELECT
    CAST(DATEADD(
      YEAR,
      periods_counted.n,
      (
        SELECT
          MIN(periods_seen.ordered_at_year)
        FROM periods_seen
      )
    ) AS DATE) AS p
  FROM periods_counted
  WHERE
    NOT (
      SELECT
        MIN(periods_seen.ordered_at_year)
      FROM periods_seen
    ) IS NULL
), all_periods AS (
  SELECT
    periods.p AS ordered_at_year
  FROM periods
), merged AS (
  SELECT
    ordered_at_year,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_year,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_year AS ordered_at_year,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_year
ORDER BY
  ordered_at_year ASC
