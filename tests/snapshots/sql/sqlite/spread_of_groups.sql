SELECT
  stage.g1 AS size_class,
  SQRT(
    CAST(SUM((
      stage.a1 - stage.m1
    ) * (
      stage.a1 - stage.m1
    )) AS REAL) / NULLIF((
      COUNT(stage.a1) - 1
    ), 0)
  ) AS weight_spread,
  AVG(
    CASE
      WHEN NOT stage.a2 IS NULL AND 2 * stage.r2 IN (stage.n2, stage.n2 + 1, stage.n2 + 2)
      THEN stage.a2
    END
  ) AS median_weight,
  AVG(stage.a3) AS avg_amount
FROM (
  SELECT
    CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END AS g1,
    orders.weight AS a1,
    AVG(orders.weight) OVER (PARTITION BY CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END) AS m1,
    orders.weight AS a2,
    ROW_NUMBER() OVER (
      PARTITION BY CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END
      ORDER BY CASE WHEN orders.weight IS NULL THEN 1 ELSE 0 END NULLS LAST, orders.weight NULLS LAST
    ) AS r2,
    COUNT(orders.weight) OVER (PARTITION BY CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END) AS n2,
    orders.amount AS a3
  FROM orders
) AS stage
GROUP BY
  stage.g1
ORDER BY
  size_class ASC NULLS LAST
