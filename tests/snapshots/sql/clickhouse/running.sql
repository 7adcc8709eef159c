WITH result AS (
  SELECT
    dateTrunc('MONTH', toDate(orders.ordered_at)) AS ordered_at_month,
    orders.status AS status,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    dateTrunc('MONTH', toDate(orders.ordered_at)),
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
    WHEN lag(result.ordered_at_month) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC) = CAST(result.ordered_at_month + INTERVAL '-1' MONTH AS Nullable(DATE))
    THEN result.order_count - lag(result.order_count) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC)
  END AS order_count_difference,
  CASE
    WHEN lag(result.ordered_at_month) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC) = CAST(result.ordered_at_month + INTERVAL '-1' MONTH AS Nullable(DATE))
    THEN CAST((
      result.order_count - lag(result.order_count) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC)
    ) AS Nullable(Float64)) / nullIf(
      ABS(
        lag(result.order_count) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC)
      ),
      0
    )
  END AS order_count_percent_change
FROM result
ORDER BY
  ordered_at_month ASC,
  status ASC
