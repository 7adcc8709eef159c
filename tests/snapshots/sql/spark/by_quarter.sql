SELECT
  CAST(DATE_TRUNC('QUARTER', orders.shipped_on) AS DATE) AS shipped_on_quarter,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(DATE_TRUNC('QUARTER', orders.shipped_on) AS DATE)
ORDER BY
  shipped_on_quarter ASC NULLS LAST
