WITH result AS (
  SELECT
    customers.country AS country,
    orders.status AS status,
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    customers.country,
    orders.status
), calculated AS (
  SELECT
    result.country,
    result.status,
    result.revenue,
    RANK() OVER (PARTITION BY result.country ORDER BY result.revenue DESC) AS place
  FROM result
)
SELECT
  calculated.country,
  calculated.status,
  calculated.revenue,
  calculated.place
FROM calculated
WHERE
  calculated.place <= 1
ORDER BY
  country ASC,
  status ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
