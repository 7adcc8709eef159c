SELECT
  orders.status AS status,
  AVG(CAST(orders.amount AS DOUBLE)) AS avg_amount,
  MEDIAN(orders.amount) AS median_amount,
  STDDEV_SAMP(CAST(orders.amount AS DOUBLE)) AS stddev_amount,
  COUNT(DISTINCT orders.customer_id) AS buyers,
  MIN(orders.ordered_at) AS first_order
FROM orders
GROUP BY
  orders.status
ORDER BY
  status ASC NULLS LAST
