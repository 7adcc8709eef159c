WITH orders_totals AS (
  SELECT
    CAST(dateTrunc('WEEK', toDate32(CAST(orders.ordered_at + INTERVAL '-6' DAY AS Nullable(Date32)))) + INTERVAL '6' DAY AS Nullable(Date32)) AS ordered_at_week,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-05-25' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-06-22' AS Nullable(Date32))
  GROUP BY
    CAST(dateTrunc('WEEK', toDate32(CAST(orders.ordered_at + INTERVAL '-6' DAY AS Nullable(Date32)))) + INTERVAL '6' DAY AS Nullable(Date32))
), periods AS (
  SELECT
    addWeeks(CAST('2025-05-25' AS Nullable(Date32)), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(WEEK, CAST('2025-05-25' AS Nullable(Date32)), CAST('2025-06-15' AS Nullable(Date32))) + 1,
              0
            )
          )
        )
      ) AS n
  ) AS s
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
