WITH result AS (
  SELECT
    customers.country AS country,
    orders.status AS status,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    1,
    2
)
SELECT
  result.country,
  result.status,
  result.revenue,
  CAST(result.revenue AS FLOAT64) / NULLIF(SUM(result.revenue) OVER (), 0) AS revenue_share_of_total,
  CAST(result.revenue AS FLOAT64) / NULLIF(SUM(result.revenue) OVER (PARTITION BY result.country), 0) AS share_in_country
FROM result
ORDER BY
  country ASC NULLS LAST,
  status ASC NULLS LAST
