SELECT
  dateTrunc('MONTH', toDate(orders.ordered_at)) AS ordered_at_month,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
WHERE
  orders.ordered_at >= CAST('2024-07-01' AS Nullable(DATE))
  AND orders.ordered_at < CAST('2025-07-01' AS Nullable(DATE))
GROUP BY
  dateTrunc('MONTH', toDate(orders.ordered_at))
ORDER BY
  ordered_at_month ASC
