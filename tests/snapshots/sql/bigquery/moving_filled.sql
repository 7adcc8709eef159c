WITH orders_totals AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) AS ordered_at_month,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= '2024-07-01' AND orders.ordered_at < '2025-07-01'
  GROUP BY
    1
), periods AS (
  SELECT
    p
  FROM UNNEST(GENERATE_DATE_ARRAY(CAST('2024-07-01' AS DATE), CAST('2025-06-01' AS DATE), INTERVAL '1' MONTH)) AS p
), all_periods AS (
  SELECT
    periods.p AS ordered_at_month
  FROM periods
), merged AS (
  SELECT
    ordered_at_month,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS order_count
  FROM all_periods
), result AS (
  SELECT
    merged.ordered_at_month AS ordered_at_month,
    COALESCE(MAX(merged.order_count), 0) AS order_count
  FROM merged
  GROUP BY
    1
)
SELECT
  result.ordered_at_month,
  result.order_count,
  AVG(result.order_count) OVER (
    ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
    ROWS BETWEEN 2 PRECEDING AND CURRENT ROW
  ) AS order_count_moving_average,
  SUM(result.order_count) OVER (
    ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS order_count_running_total,
  CASE
    WHEN LAG(result.ordered_at_month) OVER (ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC) = CAST(DATETIME_ADD(CAST(result.ordered_at_month AS DATETIME), INTERVAL '-1' MONTH) AS DATE)
    THEN result.order_count - LAG(result.order_count) OVER (ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC)
  END AS order_count_difference
FROM result
ORDER BY
  ordered_at_month ASC NULLS LAST
