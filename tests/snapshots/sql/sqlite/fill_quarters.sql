WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(
      orders.shipped_on,
      'start of month',
      '-' || (
        (
          CAST(STRFTIME('%m', orders.shipped_on) AS INTEGER) - 1
        ) % 3
      ) || ' months'
    ) AS shipped_on_quarter,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.shipped_on >= '2024-01-01' AND orders.shipped_on < '2025-07-01'
  GROUP BY
    DATE(
      orders.shipped_on,
      'start of month',
      '-' || (
        (
          CAST(STRFTIME('%m', orders.shipped_on) AS INTEGER) - 1
        ) % 3
      ) || ' months'
    )
), periods(p) AS (
  SELECT
    '2024-01-01' AS p
  WHERE
    NOT '2024-01-01' IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+3 months') AS p
  FROM periods
  WHERE
    periods.p < '2025-04-01'
), all_periods AS (
  SELECT
    periods.p AS shipped_on_quarter
  FROM periods
), merged AS (
  SELECT
    shipped_on_quarter,
    revenue
  FROM orders_totals
  UNION ALL
  SELECT
    shipped_on_quarter,
    NULL AS revenue
  FROM all_periods
)
SELECT
  merged.shipped_on_quarter AS shipped_on_quarter,
  COALESCE(MAX(merged.revenue), 0) AS revenue
FROM merged
GROUP BY
  merged.shipped_on_quarter
ORDER BY
  shipped_on_quarter ASC NULLS LAST
