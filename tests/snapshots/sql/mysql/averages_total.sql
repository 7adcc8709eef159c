SELECT
  AVG(CAST(stage.a1 AS DOUBLE)) AS avg_amount,
  AVG(CAST(stage.a2 AS DOUBLE)) AS avg_fee,
  STDDEV_SAMP(CAST(stage.a3 AS DOUBLE)) AS weight_spread,
  AVG(
    CAST(CASE
      WHEN NOT stage.a4 IS NULL AND 2 * stage.r4 IN (stage.n4, stage.n4 + 1, stage.n4 + 2)
      THEN stage.a4
    END AS DOUBLE)
  ) AS median_weight,
  SUM(stage.a5) AS third
FROM (
  SELECT
    orders.amount AS a1,
    orders.fee AS a2,
    orders.weight AS a3,
    orders.weight AS a4,
    ROW_NUMBER() OVER (ORDER BY CASE WHEN orders.weight IS NULL THEN 1 ELSE 0 END, orders.weight) AS r4,
    COUNT(orders.weight) OVER () AS n4,
    (
      CAST(orders.amount AS DOUBLE) / 3
    ) AS a5
  FROM orders
) AS stage
