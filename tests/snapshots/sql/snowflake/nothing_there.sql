SELECT
  SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue",
  COUNT(*) AS "order_count",
  COUNT(DISTINCT "orders".customer_id) AS "buyers",
  AVG(CAST("orders".amount AS DOUBLE)) AS "avg_amount",
  MEDIAN("orders".amount) AS "median_amount",
  STDDEV(CAST("orders".amount AS DOUBLE)) AS "stddev_amount",
  MIN("orders".ordered_at) AS "first_order"
FROM orders AS "orders"
WHERE
  "orders".status = 'no such status'
