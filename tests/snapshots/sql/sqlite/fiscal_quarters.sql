SELECT
  DATE(
    DATE(
      DATE(DATE(orders.ordered_at, 'start of month'), '-1 months'),
      'start of month',
      '-' || (
        (
          CAST(STRFTIME('%m', DATE(DATE(orders.ordered_at, 'start of month'), '-1 months')) AS INTEGER) - 1
        ) % 3
      ) || ' months'
    ),
    '+1 months'
  ) AS ordered_at_quarter,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  DATE(
    DATE(
      DATE(DATE(orders.ordered_at, 'start of month'), '-1 months'),
      'start of month',
      '-' || (
        (
          CAST(STRFTIME('%m', DATE(DATE(orders.ordered_at, 'start of month'), '-1 months')) AS INTEGER) - 1
        ) % 3
      ) || ' months'
    ),
    '+1 months'
  )
ORDER BY
  ordered_at_quarter ASC NULLS LAST
