SELECT
  AVG(orders.amount) AS avg_amount,
  AVG(orders.fee) AS avg_fee,
  STDDEV_SAMP(orders.weight) AS weight_spread,
  PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY
    orders.weight) AS median_weight,
  SUM((
    CAST(orders.amount AS DOUBLE PRECISION) / 3
  )) AS third
FROM orders
