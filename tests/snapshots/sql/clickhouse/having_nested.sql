SELECT
  orders.status AS status,
  SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) AS revenue,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  orders.status
HAVING
  (
    SUM(CASE WHEN orders.status <> 'cancelled' THEN orders.amount END) IS NULL
    OR NOT (
      COUNT(*) BETWEEN 1 AND 2
    )
  )
ORDER BY
  status ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
