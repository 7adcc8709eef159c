SELECT
  SUM("order_items".quantity) AS "units"
FROM order_items AS "order_items"
WHERE
  CHARINDEX('\\', "order_items".note) > 0
