SELECT DISTINCT
  products.category AS category,
  DATE_TRUNC(CAST(orders.ordered_at AS DATE), QUARTER) AS ordered_at_quarter
FROM products
CROSS JOIN orders
WHERE
  orders.ordered_at >= '2025-01-01' AND orders.ordered_at < '2026-01-01'
ORDER BY
  category ASC NULLS LAST,
  ordered_at_quarter ASC NULLS LAST
