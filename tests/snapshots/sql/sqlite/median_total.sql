SELECT
  AVG(
    CASE
      WHEN NOT stage.a1 IS NULL AND 2 * stage.r1 IN (stage.n1, stage.n1 + 1, stage.n1 + 2)
      THEN stage.a1
    END
  ) AS median_amount,
  SQRT(
    CAST(SUM((
      stage.a2 - stage.m2
    ) * (
      stage.a2 - stage.m2
    )) AS REAL) / NULLIF((
      COUNT(stage.a2) - 1
    ), 0)
  ) AS stddev_amount
FROM (
  SELECT
    orders.amount AS a1,
    ROW_NUMBER() OVER (
      ORDER BY CASE WHEN orders.amount IS NULL THEN 1 ELSE 0 END NULLS LAST, orders.amount NULLS LAST
    ) AS r1,
    COUNT(orders.amount) OVER () AS n1,
    orders.amount AS a2,
    AVG(orders.amount) OVER () AS m2
  FROM orders
) AS stage
