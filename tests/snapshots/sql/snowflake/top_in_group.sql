WITH "result" AS (
  SELECT
    "customers".country AS "country",
    "orders".status AS "status",
    SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue"
  FROM orders AS "orders"
  LEFT JOIN customers AS "customers"
    ON "orders".customer_id = "customers".customer_id
  GROUP BY
    "customers".country,
    "orders".status
), "calculated" AS (
  SELECT
    "result"."country",
    "result"."status",
    "result"."revenue",
    RANK() OVER (PARTITION BY "result"."country" ORDER BY "result"."revenue" DESC NULLS LAST) AS "place"
  FROM "result"
)
SELECT
  "calculated"."country",
  "calculated"."status",
  "calculated"."revenue",
  "calculated"."place"
FROM "calculated"
WHERE
  "calculated"."place" <= 1
ORDER BY
  "country" ASC,
  "status" ASC
