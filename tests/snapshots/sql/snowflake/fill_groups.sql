WITH "orders_totals" AS (
  SELECT
    CAST(DATE_TRUNC('QUARTER', "orders".ordered_at) AS DATE) AS "ordered_at_quarter",
    "customers".country AS "country",
    COUNT(*) AS "order_count"
  FROM orders AS "orders"
  LEFT JOIN customers AS "customers"
    ON "orders".customer_id = "customers".customer_id
  GROUP BY
    CAST(DATE_TRUNC('QUARTER', "orders".ordered_at) AS DATE),
    "customers".country
), "periods_seen" AS (
  SELECT DISTINCT
    "ordered_at_quarter"
  FROM "orders_totals"
), "periods" AS (
  SELECT
    DATEADD(QUARTER, CAST(f.value AS INT), b.a) AS "p"
  FROM (
    SELECT
      (
        SELECT
          MIN("periods_seen"."ordered_at_quarter")
        FROM "periods_seen"
      ) AS a,
      (
        SELECT
          MAX("periods_seen"."ordered_at_quarter")
        FROM "periods_seen"
      ) AS z
  ) AS b, LATERAL FLATTEN(INPUT => ARRAY_GENERATE_RANGE(0, DATEDIFF(QUARTER, b.a, b.z) + 1)) AS f(SEQ, KEY, PATH, INDEX, VALUE, THIS)
), "groups_seen" AS (
  SELECT DISTINCT
    "country"
  FROM "orders_totals"
), "all_periods" AS (
  SELECT
    "periods"."p" AS "ordered_at_quarter",
    "groups_seen"."country" AS "country"
  FROM "periods"
  CROSS JOIN "groups_seen"
), "merged" AS (
  SELECT
    "ordered_at_quarter",
    "country",
    "order_count"
  FROM "orders_totals"
  UNION ALL
  SELECT
    "ordered_at_quarter",
    "country",
    NULL AS "order_count"
  FROM "all_periods"
)
SELECT
  "merged"."ordered_at_quarter" AS "ordered_at_quarter",
  "merged"."country" AS "country",
  COALESCE(MAX("merged"."order_count"), 0) AS "order_count"
FROM "merged"
GROUP BY
  "merged"."ordered_at_quarter",
  "merged"."country"
ORDER BY
  "ordered_at_quarter" ASC,
  "country" ASC
