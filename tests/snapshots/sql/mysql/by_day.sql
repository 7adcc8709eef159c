SELECT
  CAST(orders.ordered_at AS DATE) AS ordered_at_day,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(orders.ordered_at AS DATE)
ORDER BY
  CASE WHEN CAST(orders.ordered_at AS DATE) IS NULL THEN 1 ELSE 0 END,
  CAST(orders.ordered_at AS DATE) ASC
