WITH "orders_totals" AS (
  SELECT
    CAST(DATE_TRUNC('QUARTER', "orders".ordered_at) AS DATE) AS "ordered_at_quarter",
    SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue"
  FROM orders AS "orders"
  WHERE
    "orders".ordered_at >= CAST('2025-01-01' AS DATE)
    AND "orders".ordered_at < CAST('2025-06-16' AS DATE)
  GROUP BY
    CAST(DATE_TRUNC('QUARTER', "orders".ordered_at) AS DATE)
), "orders_totals_previous" AS (
  SELECT
    CAST(DATEADD(MONTH, 12, CAST(DATE_TRUNC('QUARTER', "orders".ordered_at) AS DATE)) AS DATE) AS "ordered_at_quarter",
    SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue_previous"
  FROM orders AS "orders"
  WHERE
    "orders".ordered_at >= CAST('2024-01-01' AS DATE)
    AND "orders".ordered_at < CAST('2024-06-16' AS DATE)
  GROUP BY
    CAST(DATEADD(MONTH, 12, CAST(DATE_TRUNC('QUARTER', "orders".ordered_at) AS DATE)) AS DATE)
), "periods" AS (
  SELECT
    DATEADD(QUARTER, CAST(f.value AS INT), CAST('2025-01-01' AS DATE)) AS "p"
  FROM TABLE(
    FLATTEN(
      INPUT => ARRAY_GENERATE_RANGE(0, DATEDIFF(QUARTER, CAST('2025-01-01' AS DATE), CAST('2025-04-01' AS DATE)) + 1)
    )
  ) AS f
), "all_periods" AS (
  SELECT
    "periods"."p" AS "ordered_at_quarter"
  FROM "periods"
), "merged" AS (
  SELECT
    "ordered_at_quarter",
    "revenue",
    NULL AS "revenue_previous"
  FROM "orders_totals"
  UNION ALL
  SELECT
    "ordered_at_quarter",
    NULL AS "revenue",
    "revenue_previous"
  FROM "orders_totals_previous"
  UNION ALL
  SELECT
    "ordered_at_quarter",
    NULL AS "revenue",
    NULL AS "revenue_previous"
  FROM "all_periods"
)
SELECT
  "merged"."ordered_at_quarter" AS "ordered_at_quarter",
  COALESCE(MAX("merged"."revenue"), 0) AS "revenue",
  COALESCE(MAX("merged"."revenue_previous"), 0) AS "revenue_previous"
FROM "merged"
GROUP BY
  "merged"."ordered_at_quarter"
ORDER BY
  "ordered_at_quarter" ASC
