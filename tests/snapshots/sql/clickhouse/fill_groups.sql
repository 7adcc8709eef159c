WITH orders_totals AS (
  SELECT
    dateTrunc('QUARTER', toDate32(orders.ordered_at)) AS ordered_at_quarter,
    customers.country AS country,
    COUNT(*) AS order_count
  FROM orders
  LEFT JOIN customers
    ON orders.customer_id = customers.customer_id
  GROUP BY
    dateTrunc('QUARTER', toDate32(orders.ordered_at)),
    customers.country
), periods_seen AS (
  SELECT DISTINCT
    ordered_at_quarter
  FROM orders_totals
), periods AS (
  SELECT
    addQuarters((
      SELECT
        MIN(periods_seen.ordered_at_quarter)
      FROM periods_seen
    ), s.n) AS p
  FROM (
    SELECT
      arrayJoin(
        range(
          toUInt64(
            coalesce(
              DATE_DIFF(
                QUARTER,
                (
                  SELECT
                    MIN(periods_seen.ordered_at_quarter)
                  FROM periods_seen
                ),
                (
                  SELECT
                    MAX(periods_seen.ordered_at_quarter)
                  FROM periods_seen
                )
              ) + 1,
              0
            )
          )
        )
      ) AS n
  ) AS s
), groups_seen AS (
  SELECT DISTINCT
    country
  FROM orders_totals
), all_periods AS (
  SELECT
    periods.p AS ordered_at_quarter,
    groups_seen.country AS country
  FROM periods
  CROSS JOIN groups_seen
), merged AS (
  SELECT
    ordered_at_quarter,
    country,
    order_count
  FROM orders_totals
  UNION ALL
  SELECT
    ordered_at_quarter,
    country,
    NULL AS order_count
  FROM all_periods
)
SELECT
  merged.ordered_at_quarter AS ordered_at_quarter,
  merged.country AS country,
  COALESCE(MAX(merged.order_count), 0) AS order_count
FROM merged
GROUP BY
  merged.ordered_at_quarter,
  merged.country
ORDER BY
  ordered_at_quarter ASC,
  country ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
