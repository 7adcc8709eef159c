WITH revenue_totals AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    customers.country = 'DE'
  GROUP BY
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)
), orders_totals AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) AS ordered_at_month,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)
), merged AS (
  SELECT
    ordered_at_month,
    revenue,
    NULL AS order_count
  FROM revenue_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue,
    order_count
  FROM orders_totals
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  COALESCE(MAX(merged.revenue), 0) AS revenue_from_home,
  MAX(merged.order_count) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  ordered_at_month ASC
