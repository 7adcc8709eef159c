WITH returns_totals AS (
  SELECT
    COUNT(*) AS return_count
  FROM returns
), orders_totals AS (
  SELECT
    COUNT(*) AS order_count
  FROM orders
), result AS (
  SELECT
    returns_totals.return_count AS return_count,
    orders_totals.order_count AS order_count
  FROM returns_totals
  CROSS JOIN orders_totals
)
SELECT
  result.return_count,
  result.order_count,
  CAST(result.return_count AS DOUBLE) / NULLIF(result.order_count, 0) AS return_count_ratio
FROM result
