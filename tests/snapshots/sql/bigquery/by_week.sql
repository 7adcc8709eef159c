SELECT
  DATE_TRUNC(CAST(DATETIME(orders.ordered_at, 'Europe/Berlin') AS DATE), ISOWEEK) AS ordered_at_week,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  ordered_at_week
ORDER BY
  ordered_at_week ASC NULLS LAST
