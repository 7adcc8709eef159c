SELECT
  SUM((
    order_items.quantity * order_items.price
  )) AS goods
FROM order_items
WHERE
  NOT (
    COALESCE(
      (order_items.order_id, order_items.line) IN (
        SELECT
          parcels.order_id,
          parcels.line
        FROM parcels
        WHERE
          parcels.carrier = 'Swift'
      ),
      FALSE
    )
  )
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
