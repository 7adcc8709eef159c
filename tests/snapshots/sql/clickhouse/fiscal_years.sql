WITH orders_totals AS (
  SELECT
    CAST(dateTrunc(
      'YEAR',
      toDate32(
        CAST(dateTrunc('MONTH', toDate32(orders.ordered_at)) + INTERVAL '-6' MONTH AS Nullable(Date32))
      )
    ) + INTERVAL '6' MONTH AS Nullable(Date32)) AS ordered_at_year,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    CAST(dateTrunc(
      'YEAR',
      toDate32(
        CAST(dateTrunc('MONTH', toDate32(orders.ordered_at)) + INTERVAL '-6' MONTH AS Nullable(Date32))
      )
    ) + INTERVAL '6' MONTH AS Nullable(Date32))
), periods_seen AS (
  SELECT DISTINCT
    ordered_at_year
  FROM orders_totals
), periods AS (
  SELECT
    addYears((
      SELECT
        MIN(periods_seen.ordered_at_year)
      FROM periods_seen
    ), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(
                YEAR,
                (
                  SELECT
                    MIN(periods_seen.ordered_at_year)
                  FROM periods_seen
                ),
                (
                  SELECT
                    MAX(periods_seen.ordered_at_year)
                  FROM periods_seen
                )
              ) + 1,
              0
            )
          )
        )
      ) AS n
  ) AS s
), all_periods AS (
  SELECT
    periods.p AS ordered_at_year
  FROM periods
), merged AS (
  SELECT
    ordered_at_year,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_year,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_year AS ordered_at_year,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_year
ORDER BY
  ordered_at_year ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
