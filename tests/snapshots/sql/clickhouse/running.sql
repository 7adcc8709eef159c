WITH result AS (
  SELECT
    dateTrunc('MONTH', toDate32(orders.ordered_at)) AS ordered_at_month,
    orders.status AS status,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    dateTrunc('MONTH', toDate32(orders.ordered_at)),
    orders.status
)
SELECT
  result.ordered_at_month,
  result.status,
  result.order_count,
  SUM(result.order_count) OVER (
    PARTITION BY result.status
    ORDER BY result.ordered_at_month ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS order_count_running_total,
  AVG(result.order_count) OVER (
    PARTITION BY result.status
    ORDER BY result.ordered_at_month ASC
    ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
  ) AS order_count_moving_average,
  CASE
    WHEN lag(toNullable(result.ordered_at_month)) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC) = CAST(result.ordered_at_month + INTERVAL '-1' MONTH AS Nullable(Date32))
    THEN result.order_count - lag(toNullable(result.order_count)) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC)
  END AS order_count_difference,
  CASE
    WHEN lag(toNullable(result.ordered_at_month)) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC) = CAST(result.ordered_at_month + INTERVAL '-1' MONTH AS Nullable(Date32))
    THEN CAST((
      result.order_count - lag(toNullable(result.order_count)) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC)
    ) AS Nullable(Float64)) / nullIf(
      ABS(
        lag(toNullable(result.order_count)) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC)
      ),
      0
    )
  END AS order_count_percent_change
FROM result
ORDER BY
  ordered_at_month ASC,
  status ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
