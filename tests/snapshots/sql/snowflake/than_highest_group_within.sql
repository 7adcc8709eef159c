WITH "orders_totals" AS (
  SELECT
    "customers".country AS "country",
    "customers".name AS "name",
    SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue",
    COUNT(*) AS "order_count"
  FROM orders AS "orders"
  LEFT JOIN customers AS "customers"
    ON "orders".customer_id = "customers".customer_id
  GROUP BY
    "customers".country,
    "customers".name
), "order_items_totals" AS (
  SELECT
    "customers".country AS "country",
    "customers".name AS "name",
    SUM("order_items".quantity) AS "units"
  FROM order_items AS "order_items"
  LEFT JOIN orders AS "orders"
    ON "order_items".order_id = "orders".order_id
  LEFT JOIN customers AS "customers"
    ON "orders".customer_id = "customers".customer_id
  GROUP BY
    "customers".country,
    "customers".name
), "merged" AS (
  SELECT
    "country",
    "name",
    "revenue",
    "order_count",
    NULL AS "units"
  FROM "orders_totals"
  UNION ALL
  SELECT
    "country",
    "name",
    NULL AS "revenue",
    NULL AS "order_count",
    "units"
  FROM "order_items_totals"
), "result" AS (
  SELECT
    "merged"."country" AS "country",
    "merged"."name" AS "name",
    CAST(MAX("merged"."revenue") AS DOUBLE) / NULLIF(MAX("merged"."order_count"), 0) AS "average_order",
    MAX("merged"."units") AS "units"
  FROM "merged"
  GROUP BY
    "merged"."country",
    "merged"."name"
  HAVING
    MAX("merged"."units") > 1
), "calculated" AS (
  SELECT
    "result"."country",
    "result"."name",
    "result"."average_order",
    "result"."units",
    MAX("result"."average_order") OVER (PARTITION BY "result"."country") AS "average_order_max"
  FROM "result"
)
SELECT
  "calculated"."country",
  "calculated"."name",
  "calculated"."average_order",
  "calculated"."units"
FROM "calculated"
WHERE
  "calculated"."average_order" = "calculated"."average_order_max"
ORDER BY
  "units" DESC NULLS LAST,
  "country" ASC,
  "name" ASC
LIMIT 3
