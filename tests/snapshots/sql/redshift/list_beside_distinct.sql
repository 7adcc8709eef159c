SELECT DISTINCT
  products.category AS category,
  CAST(DATE_TRUNC('QUARTER', orders.ordered_at) AS DATE) AS ordered_at_quarter
FROM products
CROSS JOIN orders
WHERE
  orders.ordered_at >= CAST('2025-01-01' AS DATE)
  AND orders.ordered_at < CAST('2026-01-01' AS DATE)
ORDER BY
  category ASC,
  ordered_at_quarter ASC
