WITH orders_totals AS (
  SELECT
    toDate32(orders.ordered_at) AS ordered_at_day,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    toDayOfWeek(orders.ordered_at) IN (6, 7)
    AND orders.ordered_at >= CAST('2025-04-01' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-06-01' AS Nullable(Date32))
  GROUP BY
    toDate32(orders.ordered_at)
), periods AS (
  SELECT
    addDays(CAST('2025-04-01' AS Nullable(Date32)), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(DAY, CAST('2025-04-01' AS Nullable(Date32)), CAST('2025-05-31' AS Nullable(Date32))) + 1,
              0
            )
          )
        )
      ) AS n
  ) AS s
), all_periods AS (
  SELECT
    periods.p AS ordered_at_day
  FROM periods
  WHERE
    EXISTS(
      SELECT
        1
      FROM orders_totals
    )
    AND toDayOfWeek(periods.p) IN (6, 7)
), merged AS (
  SELECT
    ordered_at_day,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_day,
    NULL AS order_count
  FROM all_periods
), each_group AS (
  SELECT
    merged.ordered_at_day AS ordered_at_day,
    COALESCE(MAX(merged.order_count), 0) AS order_count
  FROM merged
  GROUP BY
    merged.ordered_at_day
)
SELECT
  AVG(each_group.order_count) AS order_count
FROM each_group
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
