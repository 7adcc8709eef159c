WITH order_items_totals AS (
  SELECT
    products.category AS category,
    CAST(DATE_TRUNC('YEAR', orders.ordered_at) AS DATE) AS ordered_at_year,
    SUM(order_items.quantity) AS units
  FROM order_items
  LEFT JOIN products
    ON order_items.product_id = products.product_id
  LEFT JOIN orders
    ON order_items.order_id = orders.order_id
  GROUP BY
    products.category,
    CAST(DATE_TRUNC('YEAR', orders.ordered_at) AS DATE)
), products_all AS (
  SELECT DISTINCT
    products.category AS category
  FROM products
), orders_all AS (
  SELECT DISTINCT
    CAST(DATE_TRUNC('YEAR', orders.ordered_at) AS DATE) AS ordered_at_year
  FROM orders
), groups_all AS (
  SELECT
    products_all.category AS category,
    orders_all.ordered_at_year AS ordered_at_year
  FROM products_all
  CROSS JOIN orders_all
), periods_seen AS (
  SELECT
    ordered_at_year
  FROM order_items_totals
  UNION
  SELECT
    ordered_at_year
  FROM groups_all
), periods AS (
  SELECT
    p
  FROM UNNEST(SEQUENCE(
    (
      SELECT
        MIN(periods_seen.ordered_at_year)
      FROM periods_seen
    ),
    (
      SELECT
        MAX(periods_seen.ordered_at_year)
      FROM periods_seen
    ),
    INTERVAL '1' YEAR
  )) AS s(p)
), groups_seen AS (
  SELECT
    category
  FROM order_items_totals
  UNION
  SELECT
    category
  FROM groups_all
), all_periods AS (
  SELECT
    groups_seen.category AS category,
    periods.p AS ordered_at_year
  FROM periods
  CROSS JOIN groups_seen
), merged AS (
  SELECT
    category,
    ordered_at_year,
    units
  FROM order_items_totals
  UNION ALL
  SELECT
    category,
    ordered_at_year,
    NULL AS units
  FROM groups_all
  UNION ALL
  SELECT
    category,
    ordered_at_year,
    NULL AS units
  FROM all_periods
)
SELECT
  merged.category AS category,
  merged.ordered_at_year AS ordered_at_year,
  COALESCE(MAX(merged.units), 0) AS units
FROM merged
GROUP BY
  merged.category,
  merged.ordered_at_year
ORDER BY
  category ASC,
  ordered_at_year ASC
