SELECT
  DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) AS ordered_at_month,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
WHERE
  orders.ordered_at >= '2024-07-01' AND orders.ordered_at < '2025-07-01'
GROUP BY
  1
ORDER BY
  ordered_at_month ASC NULLS LAST
