SELECT
  CAST(DATE_ADD(
    MONTH,
    1,
    CAST(DATE_TRUNC(
      'QUARTER',
      CAST(DATE_ADD(MONTH, -1, CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)) AS DATE)
    ) AS DATE)
  ) AS DATE) AS ordered_at_quarter,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(DATE_ADD(
    MONTH,
    1,
    CAST(DATE_TRUNC(
      'QUARTER',
      CAST(DATE_ADD(MONTH, -1, CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)) AS DATE)
    ) AS DATE)
  ) AS DATE)
ORDER BY
  ordered_at_quarter ASC NULLS LAST
