WITH result AS (
  SELECT
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE) AS ordered_at_month,
    orders.status AS status,
    COUNT(*) AS order_count
  FROM orders
  GROUP BY
    CAST(DATE_TRUNC('MONTH', orders.ordered_at) AS DATE),
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
  AVG(CAST(result.order_count AS DOUBLE)) OVER (
    PARTITION BY result.status
    ORDER BY result.ordered_at_month ASC
    ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
  ) AS order_count_moving_average,
  CASE
    WHEN LAG(result.ordered_at_month) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC) = CAST(DATE_ADD('MONTH', -1, result.ordered_at_month) AS DATE)
    THEN result.order_count - LAG(result.order_count) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC)
  END AS order_count_difference,
  CASE
    WHEN LAG(result.ordered_at_month) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC) = CAST(DATE_ADD('MONTH', -1, result.ordered_at_month) AS DATE)
    THEN CAST((
      result.order_count - LAG(result.order_count) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC)
    ) AS DOUBLE) / NULLIF(
      ABS(
        LAG(result.order_count) OVER (PARTITION BY result.status ORDER BY result.ordered_at_month ASC)
      ),
      0
    )
  END AS order_count_percent_change
FROM result
ORDER BY
  ordered_at_month ASC,
  status ASC
