SELECT
  DATE(orders.ordered_at, '-6 days', 'weekday 1') AS ordered_at_week,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  DATE(orders.ordered_at, '-6 days', 'weekday 1')
ORDER BY
  ordered_at_week ASC NULLS LAST
