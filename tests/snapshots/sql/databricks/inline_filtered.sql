SELECT
  customers.country AS country,
  MEDIAN(CASE WHEN orders.status = 'paid' THEN orders.amount END) AS m1,
  STDDEV_SAMP(CAST(CASE WHEN orders.express THEN orders.amount END AS DOUBLE)) AS m2,
  MIN(CASE WHEN orders.amount > 50 THEN orders.ordered_at END) AS m3,
  MAX((
    orders.amount / 7
  )) AS m4
FROM orders
LEFT JOIN customers
  ON orders.customer_id = customers.customer_id
GROUP BY
  customers.country
ORDER BY
  country ASC NULLS LAST
