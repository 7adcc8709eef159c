SELECT
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END AS size_class,
  STDDEV_SAMP(orders.weight) AS weight_spread,
  PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY
    orders.weight) AS median_weight,
  AVG(orders.amount) AS avg_amount
FROM orders
GROUP BY
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END
ORDER BY
  size_class ASC
