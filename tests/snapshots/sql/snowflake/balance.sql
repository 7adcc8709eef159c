SELECT
  SUM(CASE WHEN "stage"."t1" = "stage"."l1" THEN "stage"."a1" END) AS "on_hand"
FROM (
  SELECT
    "stock".quantity AS "a1",
    "stock".day AS "t1",
    MAX("stock".day) OVER (PARTITION BY "stock".product_id) AS "l1"
  FROM stock AS "stock"
) AS "stage"
