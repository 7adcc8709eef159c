SELECT
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END AS size_class,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CASE WHEN orders.amount >= 100 THEN 'large' ELSE 'small' END
ORDER BY
  size_class ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
