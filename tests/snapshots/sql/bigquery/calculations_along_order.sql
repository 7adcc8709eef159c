WITH result AS (
  SELECT
    orders.status AS status,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    1
)
SELECT
  result.status,
  result.order_count,
  SUM(result.order_count) OVER (
    ORDER BY result.order_count DESC, result.status IS NULL, result.status ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS order_count_running_total,
  AVG(result.order_count) OVER (
    ORDER BY result.order_count DESC, result.status IS NULL, result.status ASC
    ROWS BETWEEN 2 PRECEDING AND CURRENT ROW
  ) AS order_count_moving_average,
  result.order_count - LAG(result.order_count) OVER (ORDER BY result.order_count DESC, result.status IS NULL, result.status ASC) AS order_count_difference,
  CAST((
    result.order_count - LAG(result.order_count) OVER (ORDER BY result.order_count DESC, result.status IS NULL, result.status ASC)
  ) AS FLOAT64) / NULLIF(
    ABS(
      LAG(result.order_count) OVER (ORDER BY result.order_count DESC, result.status IS NULL, result.status ASC)
    ),
    0
  ) AS order_count_percent_change
FROM result
ORDER BY
  order_count DESC,
  status ASC NULLS LAST
