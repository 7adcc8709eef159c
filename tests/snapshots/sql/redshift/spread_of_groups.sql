SELECT
  stage.g1 AS size_class,
  STDDEV_SAMP(CAST(stage.a1 AS DOUBLE PRECISION)) AS weight_spread,
  AVG(
    CAST(CASE
      WHEN NOT stage.a2 IS NULL AND 2 * stage.r2 IN (stage.n2, stage.n2 + 1, stage.n2 + 2)
      THEN stage.a2
    END AS DOUBLE PRECISION)
  ) AS median_weight,
  AVG(CAST(stage.a3 AS DOUBLE PRECISION)) AS avg_amount
FROM (
  SELECT
    CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END AS g1,
    orders.weight AS a1,
    orders.weight AS a2,
    ROW_NUMBER() OVER (
      PARTITION BY CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END
      ORDER BY CASE WHEN orders.weight IS NULL THEN 1 ELSE 0 END, orders.weight
    ) AS r2,
    COUNT(orders.weight) OVER (PARTITION BY CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END) AS n2,
    orders.amount AS a3
  FROM orders
) AS stage
GROUP BY
  stage.g1
ORDER BY
  size_class ASC
