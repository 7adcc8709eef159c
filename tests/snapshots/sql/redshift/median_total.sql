SELECT
  MEDIAN(orders.amount) AS median_amount,
  STDDEV_SAMP(orders.amount) AS stddev_amount
FROM orders
