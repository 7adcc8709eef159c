SELECT
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue,
  COUNT(*) AS order_count,
  COUNT(DISTINCT orders.customer_id) AS buyers,
  AVG(orders.amount) AS avg_amount,
  PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY
    orders.amount) AS median_amount,
  STDDEV_SAMP(orders.amount) AS stddev_amount,
  MIN(orders.ordered_at) AS first_order
FROM orders
WHERE
  orders.status = 'no such status'
