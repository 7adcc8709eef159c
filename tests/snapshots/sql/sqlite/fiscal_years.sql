WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(
      DATE(DATE(DATE(orders.ordered_at, 'start of month'), '-6 months'), 'start of year'),
      '+6 months'
    ) AS ordered_at_year,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    DATE(
      DATE(DATE(DATE(orders.ordered_at, 'start of month'), '-6 months'), 'start of year'),
      '+6 months'
    )
), periods_seen AS (
  SELECT DISTINCT
    ordered_at_year
  FROM orders_totals
), periods(p) AS (
  SELECT
    (
      SELECT
        MIN(periods_seen.ordered_at_year)
      FROM periods_seen
    ) AS p
  WHERE
    NOT (
      SELECT
        MIN(periods_seen.ordered_at_year)
      FROM periods_seen
    ) IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+12 months') AS p
  FROM periods
  WHERE
    periods.p < (
      SELECT
        MAX(periods_seen.ordered_at_year)
      FROM periods_seen
    )
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
  ordered_at_year ASC NULLS LAST
