WITH result AS (
  SELECT
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE) AS ordered_at_month,
    orders.status AS status,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    CAST(DATE_FORMAT(orders.ordered_at, '%Y-%m-01') AS DATE),
    orders.status
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
  AVG(CAST(result.order_count AS DOUBLE)) OVER (
    PARTITION BY result.status
    ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
    ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
  ) AS order_count_moving_average,
  CASE
    WHEN LAG(result.ordered_at_month) OVER (
      PARTITION BY result.status
      ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
    ) = CAST(DATE_ADD(result.ordered_at_month, INTERVAL '-1' MONTH) AS DATE)
    THEN result.order_count - LAG(result.order_count) OVER (
      PARTITION BY result.status
      ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
    )
  END AS order_count_difference,
  CASE
    WHEN LAG(result.ordered_at_month) OVER (
      PARTITION BY result.status
      ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
    ) = CAST(DATE_ADD(result.ordered_at_month, INTERVAL '-1' MONTH) AS DATE)
    THEN CAST((
      result.order_count - LAG(result.order_count) OVER (
        PARTITION BY result.status
        ORDER BY result.ordered_at_month IS NULL, result.ordered_at_month ASC
      )
    ) AS DOUBLE) / NULLIF(
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
  CASE WHEN result.ordered_at_month IS NULL THEN 1 ELSE 0 END,
  result.ordered_at_month ASC,
  CASE WHEN result.status IS NULL THEN 1 ELSE 0 END,
  result.status ASC
