WITH RECURSIVE orders_totals AS (
  SELECT
    DATE(orders.ordered_at) AS time_day,
    customers.country AS country,
    customers.name AS name,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    orders.ordered_at >= '2025-05-20' AND orders.ordered_at < '2025-06-16'
  GROUP BY
    DATE(orders.ordered_at),
    customers.country,
    customers.name
), order_items_totals AS (
  SELECT
    DATE(orders.ordered_at) AS time_day,
    customers.country AS country,
    customers.name AS name,
    SUM(order_items.quantity) AS units
  FROM order_items
  LEFT JOIN orders
    ON order_items.order_id = orders.order_id
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    orders.ordered_at >= '2025-05-20' AND orders.ordered_at < '2025-06-16'
  GROUP BY
    DATE(orders.ordered_at),
    customers.country,
    customers.name
), periods(p) AS (
  SELECT
    '2025-05-20' AS p
  WHERE
    NOT '2025-05-20' IS NULL
  UNION ALL
  SELECT
    DATE(periods.p, '+1 days') AS p
  FROM periods
  WHERE
    periods.p < '2025-06-15'
), groups_seen AS (
  SELECT
    time_day,
    country,
    name
  FROM orders_totals
  UNION
  SELECT
    time_day,
    country,
    name
  FROM order_items_totals
), all_periods AS (
  SELECT
    periods.p AS time_day,
    groups_seen.country AS country,
    groups_seen.name AS name
  FROM periods
  LEFT JOIN groups_seen
    ON periods.p = groups_seen.time_day
), merged AS (
  SELECT
    time_day,
    country,
    name,
    order_count,
    NULL AS units
  FROM orders_totals
  UNION ALL
  SELECT
    time_day,
    country,
    name,
    NULL AS order_count,
    units
  FROM order_items_totals
  UNION ALL
  SELECT
    time_day,
    country,
    name,
    NULL AS order_count,
    NULL AS units
  FROM all_periods
)
SELECT
  merged.time_day AS time_day,
  merged.country AS country,
  merged.name AS name,
  MAX(merged.order_count) AS order_count,
  MAX(merged.units) AS units
FROM merged
GROUP BY
  merged.time_day,
  merged.country,
  merged.name
ORDER BY
  time_day ASC NULLS LAST,
  country ASC NULLS LAST,
  name ASC NULLS LAST
