SELECT
  SUM((
    order_items.quantity * order_items.price
  )) AS goods
FROM order_items
WHERE
  NOT (
    EXISTS(
      SELECT
        1
      FROM parcels
      WHERE
        order_items.order_id = parcels.order_id
        AND order_items.line = parcels.line
        AND parcels.carrier = 'Swift'
    )
  )
