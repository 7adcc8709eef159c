SELECT
  stage.g1 AS status,
  AVG(stage.a1) AS avg_amount,
  AVG(
    CASE
      WHEN NOT (
        stage.a2 IS NULL
      )
      AND 2 * stage.r2 IN (stage.n2, stage.n2 + 1, stage.n2 + 2)
      THEN stage.a2
    END
  ) AS median_amount,
  CASE WHEN COUNT(stage.a3) > 1 THEN STDDEV_SAMP(stage.a3) END AS stddev_amount,
  COUNT(DISTINCT stage.a4) AS buyers,
  MIN(stage.a5) AS first_order
FROM (
  SELECT
    orders.status AS g1,
    orders.amount AS a1,
    orders.amount AS a2,
    ROW_NUMBER() OVER (
      PARTITION BY orders.status
      ORDER BY CASE WHEN orders.amount IS NULL THEN 1 ELSE 0 END, orders.amount
    ) AS r2,
    COUNT(orders.amount) OVER (PARTITION BY orders.status) AS n2,
    orders.amount AS a3,
    orders.customer_id AS a4,
    orders.ordered_at AS a5
  FROM orders
) AS stage
GROUP BY
  stage.g1
ORDER BY
  status ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
