WITH "result" AS (
  SELECT
    "products".category AS "category",
    "customers".country AS "country",
    SUM("order_items".quantity) AS "units"
  FROM order_items AS "order_items"
  LEFT JOIN products AS "products"
    ON "order_items".product_id = "products".product_id
  LEFT JOIN orders AS "orders"
    ON "order_items".order_id = "orders".order_id
  LEFT JOIN customers AS "customers"
    ON "orders".customer_id = "customers".customer_id
  GROUP BY
    "products".category,
    "customers".country
), "ranked" AS (
  SELECT
    "result"."category",
    "result"."country",
    "result"."units",
    RANK() OVER (ORDER BY "result"."units" DESC NULLS LAST) AS "place"
  FROM "result"
), "calculated" AS (
  SELECT
    "ranked"."category",
    "ranked"."country",
    "ranked"."units",
    SUM("ranked"."units") OVER (
      ORDER BY "ranked"."place" ASC, "ranked"."category" ASC, "ranked"."country" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "units_running_total",
    "ranked"."units" - LAG("ranked"."units") OVER (
      PARTITION BY "ranked"."category"
      ORDER BY "ranked"."place" ASC, "ranked"."country" ASC
    ) AS "units_difference",
    "ranked"."place"
  FROM "ranked"
)
SELECT
  "calculated"."category",
  "calculated"."country",
  "calculated"."units",
  "calculated"."units_running_total",
  "calculated"."units_difference",
  "calculated"."place"
FROM "calculated"
WHERE
  "calculated"."place" <= 5
ORDER BY
  "place" ASC,
  "category" ASC,
  "country" ASC
