SELECT
  AVG(
    CAST(CASE
      WHEN NOT stage.a1 IS NULL AND 2 * stage.r1 IN (stage.n1, stage.n1 + 1, stage.n1 + 2)
      THEN stage.a1
    END AS DOUBLE)
  ) AS median_amount,
  STDDEV_SAMP(CAST(stage.a2 AS DOUBLE)) AS stddev_amount
FROM (
  SELECT
    orders.amount AS a1,
    ROW_NUMBER() OVER (ORDER BY CASE WHEN orders.amount IS NULL THEN 1 ELSE 0 END, orders.amount) AS r1,
    COUNT(orders.amount) OVER () AS n1,
    orders.amount AS a2
  FROM orders
) AS stage
