WITH returns_totals AS (
  SELECT
    customers.country AS country,
    COUNT(*) AS return_count
  FROM returns
  LEFT JOIN orders
    ON returns.order_id = orders.order_id
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.country
), orders_totals AS (
  SELECT
    customers.country AS country,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.country
), merged AS (
  SELECT
    country,
    return_count,
    NULL AS order_count
  FROM returns_totals
  UNION ALL
  SELECT
    country,
    NULL AS return_count,
    order_count
  FROM orders_totals
)
SELECT
  merged.country AS country,
  CAST(MAX(merged.return_count) AS DOUBLE) / NULLIF(MAX(merged.order_count), 0) AS return_rate
FROM merged
GROUP BY
  merged.country
ORDER BY
  country ASC NULLS LAST
