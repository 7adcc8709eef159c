WITH orders_totals AS (
  SELECT
    CAST(DATE_ADD(
      MONTH,
      6,
      CAST(DATE_TRUNC(
        'YEAR',
        CAST(DATE_ADD(MONTH, -6, CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)) AS DATE)
      ) AS DATE)
    ) AS DATE) AS ordered_at_year,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    CAST(DATE_ADD(
      MONTH,
      6,
      CAST(DATE_TRUNC(
        'YEAR',
        CAST(DATE_ADD(MONTH, -6, CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)) AS DATE)
      ) AS DATE)
    ) AS DATE)
), periods_seen AS (
  SELECT DISTINCT
    ordered_at_year
  FROM orders_totals
), periods AS (
  SELECT
    EXPLODE(
      SEQUENCE(
        (
          SELECT
            MIN(periods_seen.ordered_at_year)
          FROM periods_seen
        ),
        (
          SELECT
            MAX(periods_seen.ordered_at_year)
          FROM periods_seen
        ),
        INTERVAL '1' YEAR
      )
    ) AS p
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
