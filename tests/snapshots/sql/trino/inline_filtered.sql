SELECT
  stage.g1 AS country,
  AVG(
    CAST(CASE
      WHEN NOT stage.a1 IS NULL AND 2 * stage.r1 IN (stage.n1, stage.n1 + 1, stage.n1 + 2)
      THEN stage.a1
    END AS DOUBLE)
  ) AS m1,
  STDDEV_SAMP(CAST(stage.a2 AS DOUBLE)) AS m2,
  MIN(stage.a3) AS m3,
  MAX(stage.a4) AS m4
FROM (
  SELECT
    customers.country AS g1,
    CASE WHEN orders.status = 'paid' THEN orders.amount END AS a1,
    ROW_NUMBER() OVER (
      PARTITION BY customers.country
      ORDER BY CASE
        WHEN CASE WHEN orders.status = 'paid' THEN orders.amount END IS NULL
        THEN 1
        ELSE 0
      END, CASE WHEN orders.status = 'paid' THEN orders.amount END
    ) AS r1,
    COUNT(CASE WHEN orders.status = 'paid' THEN orders.amount END) OVER (PARTITION BY customers.country) AS n1,
    CASE WHEN orders.express THEN orders.amount END AS a2,
    CASE WHEN orders.amount > 50 THEN orders.ordered_at END AS a3,
    (
      CAST(orders.amount AS DOUBLE) / 7
    ) AS a4
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
) AS stage
GROUP BY
  stage.g1
ORDER BY
  country ASC
