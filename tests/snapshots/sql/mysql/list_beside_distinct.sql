SELECT DISTINCT
  products.category AS category,
  CAST(DATE_FORMAT(
    DATE_SUB(orders.ordered_at, INTERVAL (
      (
        MONTH(orders.ordered_at) - 1
      ) % 3
    ) MONTH),
    '%Y-%m-01'
  ) AS DATE) AS ordered_at_quarter
FROM products
CROSS JOIN orders
WHERE
  orders.ordered_at >= CAST('2025-01-01' AS DATE)
  AND orders.ordered_at < CAST('2026-01-01' AS DATE)
ORDER BY
  CASE WHEN products.category IS NULL THEN 1 ELSE 0 END,
  products.category ASC,
  CASE
    WHEN CAST(DATE_FORMAT(
      DATE_SUB(orders.ordered_at, INTERVAL (
        (
          MONTH(orders.ordered_at) - 1
        ) % 3
      ) MONTH),
      '%Y-%m-01'
    ) AS DATE) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_FORMAT(
    DATE_SUB(orders.ordered_at, INTERVAL (
      (
        MONTH(orders.ordered_at) - 1
      ) % 3
    ) MONTH),
    '%Y-%m-01'
  ) AS DATE) ASC
