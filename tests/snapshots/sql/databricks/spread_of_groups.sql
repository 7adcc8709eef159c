SELECT
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END AS size_class,
  STDDEV_SAMP(CAST(orders.weight AS DOUBLE)) AS weight_spread,
  MEDIAN(orders.weight) AS median_weight,
  AVG(CAST(orders.amount AS DOUBLE)) AS avg_amount
FROM orders
GROUP BY
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END
ORDER BY
  size_class ASC NULLS LAST
