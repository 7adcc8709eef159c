SELECT
  AVG(CAST(orders.amount AS DOUBLE)) AS avg_amount,
  AVG(CAST(orders.fee AS DOUBLE)) AS avg_fee,
  STDDEV_SAMP(CAST(orders.weight AS DOUBLE)) AS weight_spread,
  MEDIAN(orders.weight) AS median_weight,
  SUM((
    orders.amount / 3
  )) AS third
FROM orders
