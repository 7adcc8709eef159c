WITH orders_totals AS (
  SELECT
    dateTrunc('MONTH', toDate32(orders.ordered_at)) AS ordered_at_month,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2024-07-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-07-01' AS Nullable(Date32))
  GROUP BY
    dateTrunc('MONTH', toDate32(orders.ordered_at))
), periods AS (
  SELECT
    addMonths(CAST('2024-07-01' AS Nullable(Date32)), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(
                MONTH,
                CAST('2024-07-01' AS Nullable(Date32)),
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
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_month,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_month AS ordered_at_month,
  MAX(merged.order_count) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_month
ORDER BY
  ordered_at_month ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
