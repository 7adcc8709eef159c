WITH order_count_steps AS (
  SELECT
    dateTrunc('HOUR', orders.ordered_at) AS p,
    COUNT(*) AS a1,
    COUNT(*) AS n
  FROM orders
  WHERE
    orders.ordered_at >= CAST('2025-05-30 21:00:00' AS Nullable(DateTime64(6)))
    AND orders.ordered_at < CAST('2025-06-04' AS Nullable(Date32))
    AND NOT (
      dateTrunc('HOUR', orders.ordered_at) IS NULL
    )
  GROUP BY
    dateTrunc('HOUR', orders.ordered_at)
), periods_reached AS (
  SELECT
    order_count_steps.p AS p
  FROM order_count_steps
  UNION ALL
  SELECT
    CAST('2025-06-03 23:00:00' AS Nullable(DateTime64(6))) AS p
), periods AS (
  SELECT
    addHours((
      SELECT
        MIN(periods_reached.p)
      FROM periods_reached
    ), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(
                HOUR,
                (
                  SELECT
                    MIN(periods_reached.p)
                  FROM periods_reached
                ),
                (
                  SELECT
                    MAX(periods_reached.p)
                  FROM periods_reached
                )
              ) + 1,
              0
            )
          )
        )
      ) AS n
  ) AS s
), order_count_every AS (
  SELECT
    order_count_steps.p,
    order_count_steps.a1,
    order_count_steps.n
  FROM order_count_steps
  UNION ALL
  SELECT
    periods.p,
    NULL AS a1,
    NULL AS n
  FROM periods
), order_count_filled AS (
  SELECT
    order_count_every.p,
    MAX(order_count_every.a1) AS a1,
    MAX(order_count_every.n) AS n
  FROM order_count_every
  GROUP BY
    order_count_every.p
), order_count_running AS (
  SELECT
    order_count_filled.p AS p,
    SUM(order_count_filled.a1) OVER (ORDER BY order_count_filled.p ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS v1,
    SUM(order_count_filled.n) OVER (ORDER BY order_count_filled.p ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS n
  FROM order_count_filled
)
SELECT
  dateTrunc('HOUR', order_count_running.p) AS ordered_at_hour,
  MAX(order_count_running.v1) AS orders_3_hours
FROM order_count_running
WHERE
  order_count_running.n > 0
  AND order_count_running.p >= CAST('2025-05-31 00:00:00' AS Nullable(DateTime64(6)))
  AND order_count_running.p <= CAST('2025-06-03 23:00:00' AS Nullable(DateTime64(6)))
GROUP BY
  dateTrunc('HOUR', order_count_running.p)
ORDER BY
  ordered_at_hour ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
