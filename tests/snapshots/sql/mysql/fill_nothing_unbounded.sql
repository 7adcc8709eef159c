WITH RECURSIVE orders_totals AS (
  SELECT
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE) AS ordered_at_month,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.status = 'no such status'
  GROUP BY
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE)
), periods_seen AS (
  SELECT DISTINCT
    ordered_at_month
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
    2 * periods_counted.n + half.k <= TIMESTAMPDIFF(
      MONTH,
      (
        SELECT
          MIN(periods_seen.ordered_at_month)
        FROM periods_seen
      ),
      (
        SELECT
          MAX(periods_seen.ordered_at_month)
        FROM periods_seen
      )
    )
), periods AS (
  SELECT
    CAST(DATE_ADD(
      (
        SELECT
          MIN(periods_seen.ordered_at_month)
        FROM periods_seen
      ),
      INTERVAL periods_counted.n MONTH
    ) AS DATE) AS p
  FROM periods_counted
  WHERE
    NOT (
      SELECT
        MIN(periods_seen.ordered_at_month)
      FROM periods_seen
    ) IS NULL
), all_periods AS (
  SELECT
    periods.p AS ordered_at_month
  FROM periods
), merged AS (
  SELECT
    ordered_at_month,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  CASE WHEN merged.ordered_at_month IS NULL THEN 1 ELSE 0 END,
  merged.ordered_at_month ASC
