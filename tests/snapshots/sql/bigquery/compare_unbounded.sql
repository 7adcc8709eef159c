WITH orders_totals AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), YEAR) AS ordered_at_year,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    1
), orders_totals_previous AS (
  SELECT
    CAST(DATETIME_ADD(CAST(DATE_TRUNC(CAST(orders.ordered_at AS DATE), YEAR) AS DATETIME), INTERVAL '1' YEAR) AS DATE) AS ordered_at_year,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    CAST(DATETIME_ADD(CAST(DATE_TRUNC(CAST(orders.ordered_at AS DATE), YEAR) AS DATETIME), INTERVAL '1' YEAR) AS DATE) <= (
      SELECT
        MAX(orders_totals.ordered_at_year)
      FROM orders_totals
    )
  GROUP BY
    1
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
  1
ORDER BY
  ordered_at_year ASC NULLS LAST
