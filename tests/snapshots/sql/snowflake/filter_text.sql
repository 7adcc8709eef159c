SELECT
  SUM("order_items".quantity) AS "units"
FROM order_items AS "order_items"
WHERE
  (
    CHARINDEX('%', "order_items".note) > 0
    OR LEFT("order_items".note, 3) = 'it\''
    OR RIGHT("order_items".note, 2) = '_b'
  )
