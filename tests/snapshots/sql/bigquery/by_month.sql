SELECT
  DATE_TRUNC(CAST(DATETIME(orders.ordered_at, 'Europe/Berlin') AS DATE), MONTH) AS ordered_at_month,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
GROUP BY
  ordered_at_month
ORDER BY
  ordered_at_month ASC NULLS LAST
