SELECT
  orders.status AS status,
  SUM(orders.fee) AS fees,
  AVG(CAST(orders.fee AS DOUBLE)) AS avg_fee,
  SUM((
    CAST(orders.amount AS DOUBLE) / 3
  )) AS third
FROM orders
GROUP BY
  orders.status
ORDER BY
  status ASC
