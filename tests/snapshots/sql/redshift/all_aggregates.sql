SELECT
  orders.status AS status,
  AVG(CAST(orders.amount AS DOUBLE PRECISION)) AS avg_amount,
  MEDIAN(orders.amount) AS median_amount,
  STDDEV_SAMP(orders.amount) AS stddev_amount,
  COUNT(DISTINCT orders.customer_id) AS buyers,
  MIN(orders.ordered_at) AS first_order
FROM orders
GROUP BY
  orders.status
ORDER BY
  status ASC
