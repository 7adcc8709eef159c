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
  COUNT(*) AS order_count
FROM orders
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
ORDER BY
  shipped_on_quarter ASC NULLS LAST
