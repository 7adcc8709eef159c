SELECT
  MEDIAN("orders".amount) AS "median_amount",
  STDDEV("orders".amount) AS "stddev_amount"
FROM orders
