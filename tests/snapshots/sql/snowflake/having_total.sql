SELECT
  SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) AS "revenue"
FROM orders AS "orders"
HAVING
  SUM(CASE WHEN "orders".status <> 'cancelled' THEN "orders".amount END) > 1
