WITH "orders_totals" AS (
  SELECT
    "order_tags_pairs"."g1" AS "tag",
    SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue"
  FROM orders AS "orders"
  LEFT JOIN (
    SELECT DISTINCT
      "order_tags".order_id AS "k1",
      "tags"."tag" AS "g1"
    FROM order_tags AS "order_tags"
    LEFT JOIN tags AS "tags"
      ON "order_tags".tag_id = "tags".tag_id
  ) AS "order_tags_pairs"
    ON "orders".order_id = "order_tags_pairs"."k1"
  GROUP BY
    "order_tags_pairs"."g1"
), "order_items_totals" AS (
  SELECT
    "order_tags_pairs"."g1" AS "tag",
    SUM("order_items".quantity) AS "units"
  FROM order_items AS "order_items"
  LEFT JOIN orders AS "orders"
    ON "order_items".order_id = "orders".order_id
  LEFT JOIN (
    SELECT DISTINCT
      "order_tags".order_id AS "k1",
      "tags"."tag" AS "g1"
    FROM order_tags AS "order_tags"
    LEFT JOIN tags AS "tags"
      ON "order_tags".tag_id = "tags".tag_id
  ) AS "order_tags_pairs"
    ON "orders".order_id = "order_tags_pairs"."k1"
  GROUP BY
    "order_tags_pairs"."g1"
), "merged" AS (
  SELECT
    "tag",
    "revenue",
    NULL AS "units"
  FROM "orders_totals"
  UNION ALL
  SELECT
    "tag",
    NULL AS "revenue",
    "units"
  FROM "order_items_totals"
)
SELECT
  "merged"."tag" AS "tag",
  MAX("merged"."revenue") AS "revenue",
  MAX("merged"."units") AS "units"
FROM "merged"
GROUP BY
  "merged"."tag"
ORDER BY
  "tag" ASC
