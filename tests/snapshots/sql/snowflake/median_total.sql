SELECT
  MEDIAN("orders".amount) AS "median_amount",
  STDDEV(CAST("orders".amount AS DOUBLE)) AS "stddev_amount"
FROM orders AS "orders"
