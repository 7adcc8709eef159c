SELECT
  AVG(
    CASE
      WHEN NOT (
        stage.a1 IS NULL
      )
      AND 2 * stage.r1 IN (stage.n1, stage.n1 + 1, stage.n1 + 2)
      THEN stage.a1
    END
  ) AS median_amount,
  CASE WHEN COUNT(stage.a2) > 1 THEN STDDEV_SAMP(stage.a2) END AS stddev_amount
FROM (
  SELECT
    orders.amount AS a1,
    ROW_NUMBER() OVER (ORDER BY CASE WHEN orders.amount IS NULL THEN 1 ELSE 0 END, orders.amount) AS r1,
    COUNT(orders.amount) OVER () AS n1,
    orders.amount AS a2
  FROM orders
) AS stage
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
