SELECT
  CAST(DATE_FORMAT(
    DATE_SUB(orders.shipped_on, INTERVAL (
      (
        MONTH(orders.shipped_on) - 1
      ) % 3
    ) MONTH),
    '%Y-%m-01'
  ) AS DATE) AS shipped_on_quarter,
  COUNT(*) AS order_count
FROM orders
GROUP BY
  CAST(DATE_FORMAT(
    DATE_SUB(orders.shipped_on, INTERVAL (
      (
        MONTH(orders.shipped_on) - 1
      ) % 3
    ) MONTH),
    '%Y-%m-01'
  ) AS DATE)
ORDER BY
  CASE
    WHEN CAST(DATE_FORMAT(
      DATE_SUB(orders.shipped_on, INTERVAL (
        (
          MONTH(orders.shipped_on) - 1
        ) % 3
      ) MONTH),
      '%Y-%m-01'
    ) AS DATE) IS NULL
    THEN 1
    ELSE 0
  END,
  CAST(DATE_FORMAT(
    DATE_SUB(orders.shipped_on, INTERVAL (
      (
        MONTH(orders.shipped_on) - 1
      ) % 3
    ) MONTH),
    '%Y-%m-01'
  ) AS DATE) ASC
