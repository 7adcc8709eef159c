SELECT
  MEDIAN(orders.amount) AS median_amount,
  STDDEV_SAMP(CAST(orders.amount AS DOUBLE)) AS stddev_amount
FROM orders
