WITH result AS (
  SELECT
    DATE_TRUNC(CAST(orders.ordered_at AS DATE), MONTH) AS ordered_at_month,
    orders.status AS status,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    1,
    2
)
SELECT
  result.ordered_at_month,
  result.status,
  result.order_count,
  SUM(result.order_count) OVER (
    PARTITION BY result.status
    ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS order_count_running_total,
  AVG(result.order_count) OVER (
    PARTITION BY result.status
    ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
    ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
  ) AS order_count_moving_average,
  CASE
    WHEN LAG(result.ordered_at_month) OVER (
      PARTITION BY result.status
      ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
    ) = CAST(DATETIME_ADD(CAST(result.ordered_at_month AS DATETIME), INTERVAL '-1' MONTH) AS DATE)
    THEN result.order_count - LAG(result.order_count) OVER (
      PARTITION BY result.status
      ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
    )
  END AS order_count_difference,
  CASE
    WHEN LAG(result.ordered_at_month) OVER (
      PARTITION BY result.status
      ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
    ) = CAST(DATETIME_ADD(CAST(result.ordered_at_month AS DATETIME), INTERVAL '-1' MONTH) AS DATE)
    THEN CAST((
      result.order_count - LAG(result.order_count) OVER (
        PARTITION BY result.status
        ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
      )
    ) AS FLOAT64) / NULLIF(
      ABS(
        LAG(result.order_count) OVER (
          PARTITION BY result.status
          ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
        )
      ),
      0
    )
  END AS order_count_percent_change
FROM result
ORDER BY
  ordered_at_month ASC NULLS LAST,
  status ASC NULLS LAST
