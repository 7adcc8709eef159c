WITH orders_totals AS (
  SELECT
    DATE(orders.ordered_at, 'start of year') AS ordered_at_year,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    DATE(orders.ordered_at, 'start of year')
), orders_totals_previous AS (
  SELECT
    DATE(DATE(orders.ordered_at, 'start of year'), '+12 months') AS ordered_at_year,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    DATE(DATE(orders.ordered_at, 'start of year'), '+12 months') <= (
      SELECT
        MAX(orders_totals.ordered_at_year)
      FROM orders_totals
    )
  GROUP BY
    DATE(DATE(orders.ordered_at, 'start of year'), '+12 months')
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
