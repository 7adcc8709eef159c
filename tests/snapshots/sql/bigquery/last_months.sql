SELECT
  DATE_TRUNC(CAST(DATETIME(orders.ordered_at, 'Europe/Berlin') AS DATE), MONTH) AS ordered_at_month,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
WHERE
  orders.ordered_at >= CAST('2024-07-01 00:00:00+02:00' AS TIMESTAMP)
  AND orders.ordered_at < CAST('2025-07-01 00:00:00+02:00' AS TIMESTAMP)
GROUP BY
  ordered_at_month
ORDER BY
  ordered_at_month ASC NULLS LAST
