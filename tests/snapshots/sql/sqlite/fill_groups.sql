WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(
      orders.ordered_at,
      'start of month',
      '-' || (
        (
          CAST(STRFTIME('%m', orders.ordered_at) AS INTEGER) - 1
        ) % 3
      ) || ' months'
    ) AS ordered_at_quarter,
    customers.country AS country,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    DATE(
      orders.ordered_at,
      'start of month',
      '-' || (
        (
          CAST(STRFTIME('%m', orders.ordered_at) AS INTEGER) - 1
        ) % 3
      ) || ' months'
    ),
    customers.country
), periods_seen AS (
  SELECT DISTINCT
    ordered_at_quarter
  FROM orders_totals
), periods(p) AS (
  SELECT
    (
      SELECT
        MIN(periods_seen.ordered_at_quarter)
      FROM periods_seen
    ) AS p
  WHERE
    NOT (
      SELECT
        MIN(periods_seen.ordered_at_quarter)
      FROM periods_seen
    ) IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+3 months') AS p
  FROM periods
  WHERE
    periods.p < (
      SELECT
        MAX(periods_seen.ordered_at_quarter)
      FROM periods_seen
    )
), groups_seen AS (
  SELECT DISTINCT
    country
  FROM orders_totals
), all_periods AS (
  SELECT
    periods.p AS ordered_at_quarter,
    groups_seen.country AS country
  FROM periods
  CROSS JOIN groups_seen
), merged AS (
  SELECT
    ordered_at_quarter,
    country,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_quarter,
    country,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_quarter AS ordered_at_quarter,
  merged.country AS country,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_quarter,
  merged.country
ORDER BY
  ordered_at_quarter ASC NULLS LAST,
  country ASC NULLS LAST
