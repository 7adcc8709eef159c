SELECT
  MEDIAN(CAST(orders.amount AS DOUBLE)) AS median_amount,
  STDDEV_SAMP(orders.amount) AS stddev_amount
FROM orders
