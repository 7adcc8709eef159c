WITH orders_totals AS (
  SELECT
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-01-01') AS DATE) AS ordered_at_year,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-01-01') AS DATE)
), orders_totals_previous AS (
  SELECT
    CAST(DATE_ADD(CAST(DATE_FORMAT(orders.ordered_at, '%Y-01-01') AS DATE), INTERVAL '1' YEAR) AS DATE) AS ordered_at_year,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    CAST(DATE_ADD(CAST(DATE_FORMAT(orders.ordered_at, '%Y-01-01') AS DATE), INTERVAL '1' YEAR) AS DATE) <= (
      SELECT
        MAX(orders_totals.ordered_at_year)
      FROM orders_totals
    )
  GROUP BY
    CAST(DATE_ADD(CAST(DATE_FORMAT(orders.ordered_at, '%Y-01-01') AS DATE), INTERVAL '1' YEAR) AS DATE)
), merged AS (
  SELECT
    ordered_at_year,
    order_count,
    NULL AS order_count_previous
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_year,
    NULL AS order_count,
    order_count_previous
  FROM orders_totals_previous
)
SELECT
  merged.ordered_at_year AS ordered_at_year,
  MAX(merged.order_count) AS order_count,
  MAX(merged.order_count_previous) AS order_count_previous
FROM merged
GROUP BY
  merged.ordered_at_year
ORDER BY
  CASE WHEN merged.ordered_at_year IS NULL THEN 1 ELSE 0 END,
  merged.ordered_at_year ASC
