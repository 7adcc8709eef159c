SELECT
  customers.country AS country,
  PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY
    CASE WHEN orders.status = 'paid' THEN orders.amount END) AS m1,
  STDDEV_SAMP(CASE WHEN orders.express THEN orders.amount END) AS m2,
  MIN(CASE WHEN orders.amount > 50 THEN orders.ordered_at END) AS m3,
  MAX((
    CAST(orders.amount AS DOUBLE PRECISION) / 7
  )) AS m4
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
GROUP BY
  customers.country
ORDER BY
  country ASC
