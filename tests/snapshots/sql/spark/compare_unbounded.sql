WITH orders_totals AS (
  SELECT
    CAST(DATE_TRUNC('YEAR', orders.ordered_at) AS DATE) AS ordered_at_year,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    CAST(DATE_TRUNC('YEAR', orders.ordered_at) AS DATE)
), orders_totals_previous AS (
  SELECT
    CAST(DATE_ADD(YEAR, 1, CAST(DATE_TRUNC('YEAR', orders.ordered_at) AS DATE)) AS DATE) AS ordered_at_year,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    CAST(DATE_ADD(YEAR, 1, CAST(DATE_TRUNC('YEAR', orders.ordered_at) AS DATE)) AS DATE) <= (
      SELECT
        MAX(orders_totals.ordered_at_year)
      FROM orders_totals
    )
  GROUP BY
    CAST(DATE_ADD(YEAR, 1, CAST(DATE_TRUNC('YEAR', orders.ordered_at) AS DATE)) AS DATE)
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
  ordered_at_year ASC NULLS LAST
