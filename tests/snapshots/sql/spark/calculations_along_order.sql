WITH result AS (
  SELECT
    orders.status AS status,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    orders.status
)
SELECT
  result.status,
  result.order_count,
  SUM(result.order_count) OVER (
    ORDER BY result.order_count DESC, result.status ASC NULLS LAST
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS order_count_running_total,
  AVG(CAST(result.order_count AS DOUBLE)) OVER (
    ORDER BY result.order_count DESC, result.status ASC NULLS LAST
    ROWS BETWEEN 2 PRECEDING AND CURRENT ROW
  ) AS order_count_moving_average,
  result.order_count - LAG(result.order_count) OVER (ORDER BY result.order_count DESC, result.status ASC NULLS LAST) AS order_count_difference,
  CAST((
    result.order_count - LAG(result.order_count) OVER (ORDER BY result.order_count DESC, result.status ASC NULLS LAST)
  ) AS DOUBLE) / NULLIF(
    ABS(
      LAG(result.order_count) OVER (ORDER BY result.order_count DESC, result.status ASC NULLS LAST)
    ),
    0
  ) AS order_count_percent_change
FROM result
ORDER BY
  order_count DESC,
  status ASC NULLS LAST
