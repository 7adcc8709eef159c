SELECT
  SUM("order_items".quantity) AS "units"
FROM order_items AS "order_items"
WHERE
  "order_items".price > (
    SELECT
      AVG(CAST("order_items".price AS DOUBLE)) AS "compared"
    FROM order_items AS "order_items"
  )
