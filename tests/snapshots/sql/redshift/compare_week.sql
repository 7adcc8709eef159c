WITH orders_totals AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS ordered_at_day,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-06-09' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
  GROUP BY
    CAST(orders.ordered_at AS DATE)
), orders_totals_previous AS (
  SELECT
    CAST(DATEADD(DAY, 7, CAST(orders.ordered_at AS DATE)) AS DATE) AS ordered_at_day,
    COUNT(*) AS order_count_previous
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-06-02' AS DATE)
    AND orders.ordered_at < CAST('2025-06-09' AS DATE)
  GROUP BY
    CAST(DATEADD(DAY, 7, CAST(orders.ordered_at AS DATE)) AS DATE)
), merged AS (
  SELECT
    ordered_at_day,
    order_count,
    NULL AS order_count_previous
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_day,
    NULL AS order_count,
    order_count_previous
  FROM orders_totals_previous
)
SELECT
  merged.ordered_at_day AS ordered_at_day,
  MAX(merged.order_count) AS order_count,
  MAX(merged.order_count_previous) AS order_count_previous
FROM merged
GROUP BY
  merged.ordered_at_day
ORDER BY
  ordered_at_day ASC
