SELECT
  dateTrunc('QUARTER', toDate(orders.shipped_on)) AS shipped_on_quarter,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  dateTrunc('QUARTER', toDate(orders.shipped_on))
ORDER BY
  shipped_on_quarter ASC
