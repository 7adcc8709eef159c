WITH "orders_totals" AS (
  SELECT
    CAST(DATEADD(
      DAY,
      6,
      CAST(DATEADD(
        DAY,
        1 - DAYOFWEEKISO(CAST(DATEADD(DAY, -6, "orders".ordered_at) AS DATE)),
        CAST(DATEADD(DAY, -6, "orders".ordered_at) AS DATE)
      ) AS DATE)
    ) AS DATE) AS "ordered_at_week",
    COUNT(*) AS "order_count"
  FROM orders AS "orders"
  WHERE
    "orders".ordered_at >= CAST('2025-05-25' AS DATE)
    AND "orders".ordered_at < CAST('2025-06-22' AS DATE)
  GROUP BY
    CAST(DATEADD(
      DAY,
      6,
      CAST(DATEADD(
        DAY,
        1 - DAYOFWEEKISO(CAST(DATEADD(DAY, -6, "orders".ordered_at) AS DATE)),
        CAST(DATEADD(DAY, -6, "orders".ordered_at) AS DATE)
      ) AS DATE)
    ) AS DATE)
), "periods" AS (
  SELECT
    DATEADD(WEEK, CAST(f.value AS INT), CAST('2025-05-25' AS DATE)) AS "p"
  FROM TABLE(
    FLATTEN(
      INPUT => ARRAY_GENERATE_RANGE(0, DATEDIFF(WEEK, CAST('2025-05-25' AS DATE), CAST('2025-06-15' AS DATE)) + 1)
    )
  ) AS f
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
