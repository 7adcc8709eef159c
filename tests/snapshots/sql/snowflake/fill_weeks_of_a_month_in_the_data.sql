WITH "orders_totals" AS (
  SELECT
    CAST(DATEADD(DAY, 1 - DAYOFWEEKISO("orders".ordered_at), "orders".ordered_at) AS DATE) AS "ordered_at_week",
    COUNT(*) AS "order_count"
  FROM orders AS "orders"
  WHERE
    DATE_PART(MONTH, "orders".ordered_at) IN (3, 5)
  GROUP BY
    CAST(DATEADD(DAY, 1 - DAYOFWEEKISO("orders".ordered_at), "orders".ordered_at) AS DATE)
), "periods_seen" AS (
  SELECT DISTINCT
    "ordered_at_week"
  FROM "orders_totals"
), "days" AS (
  SELECT
    DATEADD(DAY, CAST(f.value AS INT), b.a) AS "p"
  FROM (
    SELECT
      (
        SELECT
          MIN("periods_seen"."ordered_at_week")
        FROM "periods_seen"
      ) AS a,
      CAST(DATEADD(
        DAY,
        -1,
        CAST(DATEADD(DAY, 7, (
          SELECT
            MAX("periods_seen"."ordered_at_week")
          FROM "periods_seen"
        )) AS DATE)
      ) AS DATE) AS z
  ) AS b, LATERAL FLATTEN(INPUT => ARRAY_GENERATE_RANGE(0, DATEDIFF(DAY, b.a, b.z) + 1)) AS f(SEQ, KEY, PATH, INDEX, VALUE, THIS)
), "periods" AS (
  SELECT DISTINCT
    CAST(DATEADD(DAY, 1 - DAYOFWEEKISO("days"."p"), "days"."p") AS DATE) AS "p"
  FROM "days"
  WHERE
    DATE_PART(MONTH, "days"."p") IN (3, 5)
), "all_periods" AS (
  SELECT
    "periods"."p" AS "ordered_at_week"
  FROM "periods"
), "merged" AS (
  SELECT
    "ordered_at_week",
    "order_count"
  FROM "orders_totals"
  UNION ALL
  SELECT
    "ordered_at_week",
    NULL AS "order_count"
  FROM "all_periods"
)
SELECT
  "merged"."ordered_at_week" AS "ordered_at_week",
  COALESCE(MAX("merged"."order_count"), 0) AS "order_count"
FROM "merged"
GROUP BY
  "merged"."ordered_at_week"
ORDER BY
  "ordered_at_week" ASC
