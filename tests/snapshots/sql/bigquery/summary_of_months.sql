WITH orders_totals AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= '2025-01-01' AND orders.ordered_at < '2025-07-01'
  GROUP BY
    1
), periods AS (
  SELECT
    p
  FROM UNNEST(GENERATE_DATE_ARRAY(CAST('2025-01-01' AS DATE), CAST('2025-06-01' AS DATE), INTERVAL '1' MONTH)) AS p
), all_periods AS (
  SELECT
    periods.p AS ordered_at_month
  FROM periods
), merged AS (
  SELECT
    ordered_at_month,
    revenue
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS revenue
  FROM all_periods
), each_group AS (
  SELECT
    merged.ordered_at_month AS ordered_at_month,
    COALESCE(MAX(merged.revenue), 0) AS revenue
  FROM merged
  GROUP BY
    1
)
SELECT
  MAX(each_group.revenue) AS revenue
FROM each_group
