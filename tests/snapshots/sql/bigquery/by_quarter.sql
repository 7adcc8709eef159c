SELECT
  DATE_TRUNC(CAST(orders.shipped_on AS DATE), QUARTER) AS shipped_on_quarter,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  shipped_on_quarter
ORDER BY
  shipped_on_quarter ASC NULLS LAST
