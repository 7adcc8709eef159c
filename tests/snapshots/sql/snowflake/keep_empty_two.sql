WITH "order_items_totals" AS (
  SELECT
    "customers".country AS "country",
    "products".category AS "category",
    SUM("order_items".quantity) AS "units"
  FROM order_items AS "order_items"
  LEFT JOIN orders AS "orders"
    ON "order_items".order_id = "orders".order_id
  LEFT JOIN customers AS "customers"
    ON "orders".customer_id = "customers".customer_id
  LEFT JOIN products AS "products"
    ON "order_items".product_id = "products".product_id
  GROUP BY
    "customers".country,
    "products".category
), "products_all" AS (
  SELECT DISTINCT
    "products".category AS "category"
  FROM products AS "products"
), "customers_all" AS (
  SELECT DISTINCT
    "customers".country AS "country"
  FROM customers AS "customers"
), "groups_all" AS (
  SELECT
    "customers_all"."country" AS "country",
    "products_all"."category" AS "category"
  FROM "products_all"
  CROSS JOIN "customers_all"
), "merged" AS (
  SELECT
    "country",
    "category",
    "units"
  FROM "order_items_totals"
  UNION ALL
  SELECT
    "country",
    "category",
    NULL AS "units"
  FROM "groups_all"
)
SELECT
  "merged"."country" AS "country",
  "merged"."category" AS "category",
  COALESCE(MAX("merged"."units"), 0) AS "units"
FROM "merged"
GROUP BY
  "merged"."country",
  "merged"."category"
ORDER BY
  "country" ASC,
  "category" ASC
