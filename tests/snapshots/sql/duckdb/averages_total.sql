SELECT
  AVG(orders.amount) AS avg_amount,
  AVG(orders.fee) AS avg_fee,
  STDDEV_SAMP(orders.weight) AS weight_spread,
  MEDIAN(CAST(orders.weight AS DOUBLE)) AS median_weight,
  SUM((
    orders.amount / 3
  )) AS third
FROM orders
