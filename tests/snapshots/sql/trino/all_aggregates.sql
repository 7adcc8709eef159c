SELECT
  stage.g1 AS status,
  AVG(CAST(stage.a1 AS DOUBLE)) AS avg_amount,
  AVG(
    CAST(CASE
      WHEN NOT stage.a2 IS NULL AND 2 * stage.r2 IN (stage.n2, stage.n2 + 1, stage.n2 + 2)
      THEN stage.a2
    END AS DOUBLE)
  ) AS median_amount,
  STDDEV_SAMP(CAST(stage.a3 AS DOUBLE)) AS stddev_amount,
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
