WITH "orders_totals" AS (
  SELECT
    CAST(DATEADD(DAY, 1 - DAYOFWEEKISO("orders".ordered_at), "orders".ordered_at) AS DATE) AS "ordered_at_week",
    COUNT(*) AS "order_count"
  FROM orders AS "orders"
  WHERE
    DATE_PART(MONTH, "orders".ordered_at) = 5
    AND "orders".ordered_at >= CAST('2025-03-24' AS DATE)
    AND "orders".ordered_at < CAST('2025-06-16' AS DATE)
  GROUP BY
    CAST(DATEADD(DAY, 1 - DAYOFWEEKISO("orders".ordered_at), "orders".ordered_at) AS DATE)
), "days" AS (
  SELECT
    DATEADD(DAY, CAST(f.value AS INT), CAST('2025-03-24' AS DATE)) AS "p"
  FROM TABLE(
    FLATTEN(
      INPUT => ARRAY_GENERATE_RANGE(
        0,
        DATEDIFF(
          DAY,
          CAST('2025-03-24' AS DATE),
          CAST(DATEADD(DAY, -1, CAST(DATEADD(DAY, 7, CAST('2025-06-09' AS DATE)) AS DATE)) AS DATE)
        ) + 1
      )
    )
  ) AS f
), "periods" AS (
  SELECT DISTINCT
    CAST(DATEADD(DAY, 1 - DAYOFWEEKISO("days"."p"), "days"."p") AS DATE) AS "p"
  FROM "days"
  WHERE
    (
      "days"."p" >= CAST('2025-03-24' AS DATE)
      AND "days"."p" < CAST('2025-06-16' AS DATE)
    )
    AND DATE_PART(MONTH, "days"."p") = 5
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
