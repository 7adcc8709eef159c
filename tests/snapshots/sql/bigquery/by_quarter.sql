SELECT
  DATE_TRUNC(CAST(orders.shipped_on AS DATE), QUARTER) AS shipped_on_quarter,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  1
ORDER BY
  shipped_on_quarter ASC NULLS LAST
