WITH orders_totals AS (
  SELECT
    dateTrunc('HOUR', orders.ordered_at) AS ordered_at_hour,
    COUNT(*) AS order_count
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-05-30' AS Nullable(Date32))
    AND orders.ordered_at < CAST('2025-06-03' AS Nullable(Date32))
  GROUP BY
    dateTrunc('HOUR', orders.ordered_at)
), periods AS (
  SELECT
    addHours(CAST('2025-05-30 00:00:00' AS Nullable(DateTime64(6))), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(
                HOUR,
                CAST('2025-05-30 00:00:00' AS Nullable(DateTime64(6))),
                CAST('2025-06-02 23:00:00' AS Nullable(DateTime64(6)))
              ) + 1,
              0
            )
          )
        )
      ) AS n
  ) AS s
), all_periods AS (
  SELECT
    periods.p AS ordered_at_hour
  FROM periods
), merged AS (
  SELECT
    ordered_at_hour,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_hour,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_hour AS ordered_at_hour,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_hour
ORDER BY
  ordered_at_hour ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
