SELECT
  PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY
    orders.amount) AS median_amount,
  STDDEV_SAMP(orders.amount) AS stddev_amount
FROM orders
