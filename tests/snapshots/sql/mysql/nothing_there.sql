SELECT
  SUM(stage.a1) AS revenue,
  COUNT(stage.a2) AS order_count,
  COUNT(DISTINCT stage.a3) AS buyers,
  AVG(CAST(stage.a4 AS DOUBLE)) AS avg_amount,
  AVG(
    CAST(CASE
      WHEN NOT stage.a5 IS NULL AND 2 * stage.r5 IN (stage.n5, stage.n5 + 1, stage.n5 + 2)
      THEN stage.a5
    END AS DOUBLE)
  ) AS median_amount,
  STDDEV_SAMP(CAST(stage.a6 AS DOUBLE)) AS stddev_amount,
  MIN(stage.a7) AS first_order
FROM (
  SELECT
    CASE WHEN orders.status <> 'cancelled' THEN orders.amount END AS a1,
    1 AS a2,
    orders.customer_id AS a3,
    orders.amount AS a4,
    orders.amount AS a5,
    ROW_NUMBER() OVER (ORDER BY CASE WHEN orders.amount IS NULL THEN 1 ELSE 0 END, orders.amount) AS r5,
    COUNT(orders.amount) OVER () AS n5,
    orders.amount AS a6,
    orders.ordered_at AS a7
  FROM orders
  WHERE
    orders.status = 'no such status'
) AS stage
