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
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= '2025-01-01' AND orders.ordered_at < '2025-06-16'
  GROUP BY
    DATE(
      orders.ordered_at,
      'start of month',
      '-' || (
        (
          CAST(STRFTIME('%m', orders.ordered_at) AS INTEGER) - 1
        ) % 3
      ) || ' months'
    )
), orders_totals_previous AS (
  SELECT
    DATE(
      DATE(
        orders.ordered_at,
        'start of month',
        '-' || (
          (
            CAST(STRFTIME('%m', orders.ordered_at) AS INTEGER) - 1
          ) % 3
        ) || ' months'
      ),
      '+12 months'
    ) AS ordered_at_quarter,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_previous
  FROM orders
  WHERE
    orders.ordered_at >= '2024-01-01' AND orders.ordered_at < '2024-06-16'
  GROUP BY
    DATE(
      DATE(
        orders.ordered_at,
        'start of month',
        '-' || (
          (
            CAST(STRFTIME('%m', orders.ordered_at) AS INTEGER) - 1
          ) % 3
        ) || ' months'
      ),
      '+12 months'
    )
), periods(p) AS (
  SELECT
    '2025-01-01' AS p
  WHERE
    NOT '2025-01-01' IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+3 months') AS p
  FROM periods
  WHERE
    periods.p < '2025-04-01'
), all_periods AS (
  SELECT
    periods.p AS ordered_at_quarter
  FROM periods
), merged AS (
  SELECT
    ordered_at_quarter,
    revenue,
    NULL AS revenue_previous
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_quarter,
    NULL AS revenue,
    revenue_previous
  FROM orders_totals_previous
  UNION ALL
  SELECT
    ordered_at_quarter,
    NULL AS revenue,
    NULL AS revenue_previous
  FROM all_periods
)
SELECT
  merged.ordered_at_quarter AS ordered_at_quarter,
  COALESCE(MAX(merged.revenue), 0) AS revenue,
  COALESCE(MAX(merged.revenue_previous), 0) AS revenue_previous
FROM merged
GROUP BY
  merged.ordered_at_quarter
ORDER BY
  ordered_at_quarter ASC NULLS LAST
