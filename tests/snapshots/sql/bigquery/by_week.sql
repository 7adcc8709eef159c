SELECT
  DATE_TRUNC(CAST(orders.ordered_at AS DATE), ISOWEEK) AS ordered_at_week,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  1
ORDER BY
  ordered_at_week ASC NULLS LAST
