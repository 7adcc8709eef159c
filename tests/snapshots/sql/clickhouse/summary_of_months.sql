WITH orders_totals AS (
  SELECT
    dateTrunc('MONTH', toDate32(orders.ordered_at)) AS ordered_at_month,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-01-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-07-01' AS Nullable(Date32))
  GROUP BY
    dateTrunc('MONTH', toDate32(orders.ordered_at))
), periods AS (
  SELECT
    addMonths(CAST('2025-01-01' AS Nullable(Date32)), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(
                MONTH,
                CAST('2025-01-01' AS Nullable(Date32)),
                CAST('2025-06-01' AS Nullable(Date32))
              ) + 1,
              0
            )
          )
        )
      ) AS n
  ) AS s
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
    merged.ordered_at_month
)
SELECT
  MAX(each_group.revenue) AS revenue
FROM each_group
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
