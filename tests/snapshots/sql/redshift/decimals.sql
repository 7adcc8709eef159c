SELECT
  orders.status AS status,
  SUM(orders.fee) AS fees,
  AVG(CAST(orders.fee AS DOUBLE PRECISION)) AS avg_fee,
  SUM((
    CAST(orders.amount AS DOUBLE PRECISION) / 3
  )) AS third
FROM orders
GROUP BY
  orders.status
ORDER BY
  status ASC
