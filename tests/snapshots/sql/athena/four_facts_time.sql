WITH orders_totals AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) AS time_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  GROUP BY
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE)
), returns_totals AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', returns.returned_on) AS DATE) AS time_month,
    COUNT(*) AS return_count
  FROM returns
  GROUP BY
    CAST(DATE_TRUNC('MONTH', returns.returned_on) AS DATE)
), stock_totals AS (
  SELECT
    stage.g1 AS time_month,
    SUM(CASE WHEN stage.t1 = stage.l1 THEN stage.a1 END) AS on_hand
  FROM (
    SELECT
      CAST(DATE_TRUNC('MONTH', stock.day) AS DATE) AS g1,
      stock.quantity AS a1,
      stock.day AS t1,
      MAX(stock.day) OVER (PARTITION BY CAST(DATE_TRUNC('MONTH', stock.day) AS DATE), stock.product_id) AS l1
    FROM stock
  ) AS stage
  GROUP BY
    stage.g1
), customers_totals AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', customers.signed_up) AS DATE) AS time_month,
    COUNT(*) AS customer_count
  FROM customers
  GROUP BY
    CAST(DATE_TRUNC('MONTH', customers.signed_up) AS DATE)
), merged AS (
  SELECT
    time_month,
    revenue,
    NULL AS return_count,
    NULL AS on_hand,
    NULL AS customer_count
  FROM orders_totals
  UNION ALL
  SELECT
    time_month,
    NULL AS revenue,
    return_count,
    NULL AS on_hand,
    NULL AS customer_count
  FROM returns_totals
  UNION ALL
  SELECT
    time_month,
    NULL AS revenue,
    NULL AS return_count,
    on_hand,
    NULL AS customer_count
  FROM stock_totals
  UNION ALL
  SELECT
    time_month,
    NULL AS revenue,
    NULL AS return_count,
    NULL AS on_hand,
    customer_count
  FROM customers_totals
)
SELECT
  merged.time_month AS time_month,
  MAX(merged.revenue) AS revenue,
  MAX(merged.return_count) AS return_count,
  MAX(merged.on_hand) AS on_hand,
  MAX(merged.customer_count) AS customer_count
FROM merged
GROUP BY
  merged.time_month
ORDER BY
  time_month ASC
