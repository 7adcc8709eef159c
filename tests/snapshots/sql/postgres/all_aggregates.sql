SELECT
  orders.status AS status,
  AVG(orders.amount) AS avg_amount,
  PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY
    orders.amount) AS median_amount,
  STDDEV_SAMP(orders.amount) AS stddev_amount,
  COUNT(DISTINCT orders.customer_id) AS buyers,
  MIN(orders.ordered_at) AS first_order
FROM orders
GROUP BY
  orders.status
ORDER BY
  status ASC
