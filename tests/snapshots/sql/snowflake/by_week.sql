SELECT
  CAST(DATEADD(DAY, 1 - DAYOFWEEKISO("orders".ordered_at), "orders".ordered_at) AS DATE) AS "ordered_at_week",
  COUNT(*) AS "order_count"
FROM orders AS "orders"
GROUP BY
  CAST(DATEADD(DAY, 1 - DAYOFWEEKISO("orders".ordered_at), "orders".ordered_at) AS DATE)
ORDER BY
  "ordered_at_week" ASC
