WITH returns_totals AS (
  SELECT
    orders.status AS status,
    COUNT(*) AS return_count
  FROM returns
  LEFT JOIN orders
    ON returns.order_id = orders.order_id
  GROUP BY
    orders.status
), orders_totals AS (
  SELECT
    orders.status AS status,
    COUNT(*) AS order_count,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  GROUP BY
    orders.status
), merged AS (
  SELECT
    status,
    return_count,
    NULL AS order_count,
    NULL AS revenue
  FROM returns_totals
  UNION ALL
  SELECT
    status,
    NULL AS return_count,
    order_count,
    revenue
  FROM orders_totals
)
SELECT
  merged.status AS status,
  CAST(MAX(merged.return_count) AS REAL) / NULLIF(MAX(merged.order_count), 0) AS return_rate,
  CAST(MAX(merged.revenue) AS REAL) / NULLIF(MAX(merged.order_count), 0) AS average_order
FROM merged
GROUP BY
  merged.status
ORDER BY
  status ASC NULLS LAST
