WITH RECURSIVE orders_totals AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS time_day,
    customers.country AS country,
    customers."name" AS "name",
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    orders.ordered_at >= CAST('2025-05-20' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
  GROUP BY
    CAST(orders.ordered_at AS DATE),
    customers.country,
    customers."name"
), order_items_totals AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS time_day,
    customers.country AS country,
    customers."name" AS "name",
    SUM(order_items.quantity) AS units
  FROM order_items
  LEFT JOIN orders
    ON order_items.order_id = orders.order_id
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  WHERE
    orders.ordered_at >= CAST('2025-05-20' AS DATE)
    AND orders.ordered_at < CAST('2025-06-16' AS DATE)
  GROUP BY
    CAST(orders.ordered_at AS DATE),
    customers.country,
    customers."name"
), periods_counted(n) AS (
  SELECT
    0 AS n
  UNION ALL
  SELECT
    2 * periods_counted.n + half.k AS n
  FROM periods_counted
  CROSS JOIN (
    SELECT
      1 AS k
    UNION ALL
    SELECT
      2 AS k
  ) AS half
  WHERE
    2 * periods_counted.n + half.k <= DATEDIFF(DAY, CAST('2025-05-20' AS DATE), CAST('2025-06-15' AS DATE))
), periods AS (
  SELECT
    CAST(DATEADD(DAY, periods_counted.n, CAST('2025-05-20' AS DATE)) AS DATE) AS p
  FROM periods_counted
  WHERE
    NOT CAST('2025-05-20' AS DATE) IS NULL
), groups_seen AS (
  SELECT
    time_day,
    country,
    "name"
  FROM orders_totals
  UNION
  SELECT
    time_day,
    country,
    "name"
  FROM order_items_totals
), all_periods AS (
  SELECT
    periods.p AS time_day,
    groups_seen.country AS country,
    groups_seen."name" AS "name"
  FROM periods
  LEFT JOIN groups_seen
    ON periods.p = groups_seen.time_day
), merged AS (
  SELECT
    orders_totals.time_day AS time_day,
    orders_totals.country AS country,
    orders_totals."name" AS "name",
    orders_totals.order_count AS order_count,
    order_items_totals.units AS units
  FROM orders_totals
  CROSS JOIN order_items_totals
  WHERE
    FALSE
  UNION ALL
  SELECT
    time_day,
    country,
    "name",
    order_count,
    NULL AS units
  FROM orders_totals
  UNION ALL
  SELECT
    time_day,
    country,
    "name",
    NULL AS order_count,
    units
  FROM order_items_totals
  UNION ALL
  SELECT
    time_day,
    country,
    "name",
    NULL AS order_count,
    NULL AS units
  FROM all_periods
)
SELECT
  merged.time_day AS time_day,
  merged.country AS country,
  merged."name" AS "name",
  MAX(merged.order_count) AS order_count,
  MAX(merged.units) AS units
FROM merged
GROUP BY
  merged.time_day,
  merged.country,
  merged."name"
ORDER BY
  time_day ASC,
  country ASC,
  "name" ASC
