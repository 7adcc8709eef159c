WITH customers_totals AS (
  SELECT
    profiles.newsletter AS newsletter,
    COUNT(*) AS customer_count
  FROM customers
  LEFT JOIN profiles
    ON customers.customer_id = profiles.customer_id
  GROUP BY
    profiles.newsletter
), profiles_totals AS (
  SELECT
    profiles.newsletter AS newsletter,
    COUNT(*) AS profile_count
  FROM profiles
  GROUP BY
    profiles.newsletter
), merged AS (
  SELECT
    newsletter,
    customer_count,
    NULL AS profile_count
  FROM customers_totals
  UNION ALL
  SELECT
    newsletter,
    NULL AS customer_count,
    profile_count
  FROM profiles_totals
)
SELECT
  merged.newsletter AS newsletter,
  MAX(merged.customer_count) AS customer_count,
  MAX(merged.profile_count) AS profile_count
FROM merged
GROUP BY
  merged.newsletter
ORDER BY
  newsletter ASC
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 1, enable_extended_results_for_datetime_functions = 1
