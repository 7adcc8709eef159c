WITH orders_totals AS (
  SELECT
    customers.country AS country,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
  GROUP BY
    customers.country
), returns_totals AS (
  SELECT
    customers.country AS country,
    COUNT(*) AS return_count
  FROM returns
  LEFT JOIN orders
    ON returns.order_id = orders.order_id
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    returns.returned_on >= CAST('2025-01-01' AS DATE)
    AND returns.returned_on < CAST('2025-06-16' AS DATE)
  GROUP BY
    customers.country
), orders_totals_previous AS (
  SELECT
    customers.country AS country,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue_previous
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    orders.ordered_at >= CAST('2024-01-01' AS DATE)
    AND orders.ordered_at < CAST('2024-06-16' AS DATE)
  GROUP BY
    customers.country
), returns_totals_previous AS (
  SELECT
    customers.country AS country,
    COUNT(*) AS return_count_previous
  FROM returns
  LEFT JOIN orders
    ON returns.order_id = orders.order_id
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    returns.returned_on >= CAST('2024-01-01' AS DATE)
    AND returns.returned_on < CAST('2024-06-16' AS DATE)
  GROUP BY
    customers.country
), merged AS (
  SELECT
    country,
    revenue,
    NULL AS return_count,
    NULL AS revenue_previous,
    NULL AS return_count_previous
  FROM orders_totals
  UNION ALL
  SELECT
    country,
    NULL AS revenue,
    return_count,
    NULL AS revenue_previous,
    NULL AS return_count_previous
  FROM returns_totals
  UNION ALL
  SELECT
    country,
    NULL AS revenue,
    NULL AS return_count,
    revenue_previous,
    NULL AS return_count_previous
  FROM orders_totals_previous
  UNION ALL
  SELECT
    country,
    NULL AS revenue,
    NULL AS return_count,
    NULL AS revenue_previous,
    return_count_previous
  FROM returns_totals_previous
)
SELECT
  merged.country AS country,
  MAX(merged.revenue) AS revenue,
  MAX(merged.revenue_previous) AS revenue_previous,
  MAX(merged.return_count) AS return_count,
  MAX(merged.return_count_previous) AS return_count_previous
FROM merged
GROUP BY
  merged.country
ORDER BY
  country ASC NULLS LAST
