SELECT
  CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) AS ordered_at_month,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
FROM orders
GROUP BY
  CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)
ORDER BY
  ordered_at_month ASC NULLS LAST
