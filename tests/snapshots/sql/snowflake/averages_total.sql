SELECT
  AVG(CAST("orders".amount AS DOUBLE)) AS "avg_amount",
  AVG(CAST("orders".fee AS DOUBLE)) AS "avg_fee",
  STDDEV(CAST("orders".weight AS DOUBLE)) AS "weight_spread",
  MEDIAN("orders".weight) AS "median_weight",
  SUM((
    CAST("orders".amount AS DOUBLE) / 3
  )) AS "third"
FROM orders AS "orders"
