SELECT
  dateTrunc('MONTH', toDate(orders.ordered_at)) AS ordered_at_month,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
GROUP BY
  dateTrunc('MONTH', toDate(orders.ordered_at))
ORDER BY
  ordered_at_month ASC
