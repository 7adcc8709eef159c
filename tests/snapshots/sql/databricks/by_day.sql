SELECT
  CAST(orders.ordered_at AS DATE) AS ordered_at_day,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(orders.ordered_at AS DATE)
ORDER BY
  ordered_at_day ASC NULLS LAST
