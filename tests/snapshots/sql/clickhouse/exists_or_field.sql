SELECT
  COUNT(*) AS order_count
FROM orders
WHERE
  (
    COALESCE(
      orders.order_id IN (
        SELECT
          returns.order_id
        FROM returns
        WHERE
          returns.reason = 'late'
      ),
      FALSE
    )
    OR orders.status = 'open'
  )
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
