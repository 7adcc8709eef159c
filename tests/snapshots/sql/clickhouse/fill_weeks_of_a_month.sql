WITH orders_totals AS (
  SELECT
    dateTrunc('WEEK', toDate32(orders.ordered_at)) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    toMonth(orders.ordered_at) = 5
    AND orders.ordered_at >= CAST('2025-03-24' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-06-16' AS Nullable(Date32))
  GROUP BY
    dateTrunc('WEEK', toDate32(orders.ordered_at))
), days AS (
  SELECT
    addDays(CAST('2025-03-24' AS Nullable(Date32)), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(
                DAY,
                CAST('2025-03-24' AS Nullable(Date32)),
                CAST(CAST(CAST('2025-06-09' AS Nullable(Date32)) + INTERVAL '7' DAY AS Nullable(Date32)) + INTERVAL '-1' DAY AS Nullable(Date32))
              ) + 1,
              0
            )
          )
        )
      ) AS n
  ) AS s
), periods AS (
  SELECT DISTINCT
    dateTrunc('WEEK', toDate32(days.p)) AS p
  FROM days
  WHERE
    (
      days.p >= CAST('2025-03-24' AS Nullable(Date32))
      AND days.p < CAST('2025-06-16' AS Nullable(Date32))
    )
    AND toMonth(days.p) = 5
), all_periods AS (
  SELECT
    periods.p AS ordered_at_week
  FROM periods
), merged AS (
  SELECT
    ordered_at_week,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_week,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_week AS ordered_at_week,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_week
ORDER BY
  ordered_at_week ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
