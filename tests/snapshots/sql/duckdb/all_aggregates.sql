SELECT
  orders.status AS status,
  AVG(orders.amount) AS avg_amount,
  MEDIAN(CAST(orders.amount AS DOUBLE)) AS median_amount,
  STDDEV_SAMP(orders.amount) AS stddev_amount,
  COUNT(DISTINCT orders.customer_id) AS buyers,
  MIN(orders.ordered_at) AS first_order
FROM orders
GROUP BY
  orders.status
ORDER BY
  status ASC
