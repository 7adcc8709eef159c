WITH "result" AS (
  SELECT
    "customers".country AS "country",
    SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue"
  FROM orders AS "orders"
  LEFT JOIN customers AS "customers"
    ON "orders".customer_id = "customers".customer_id
  GROUP BY
    "customers".country
)
SELECT
  "result"."country",
  "result"."revenue",
  CAST("result"."revenue" AS DOUBLE) / NULLIF(SUM("result"."revenue") OVER (), 0) AS "revenue_share_of_total",
  RANK() OVER (ORDER BY "result"."revenue" DESC NULLS LAST) AS "revenue_rank"
FROM "result"
ORDER BY
  "revenue_rank" ASC,
  "country" ASC
