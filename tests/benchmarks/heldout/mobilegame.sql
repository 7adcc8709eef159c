-- answer: How many players signed up in May 2025?
select count(*) from dim_players where signup_date >= '2025-05-01' and signup_date < '2025-06-01'

-- then: and in April?
select count(*) from dim_players where signup_date >= '2025-04-01' and signup_date < '2025-05-01'

-- answer: signups by acquisition channel in 2024
select acquisition_channel, count(*) from dim_players where year(signup_date) = 2024 group by 1

-- answer: net revenue from completed purchases last year
select sum(net_amount) from fct_purchases where purchase_status = 'completed' and year(purchase_date) = 2024

-- then: by item category
select item_category, sum(net_amount) from fct_purchases join dim_items using (item_key) where purchase_status = 'completed' and year(purchase_date) = 2024 group by 1

-- then: only iOS players
select item_category, sum(net_amount) from fct_purchases join dim_items using (item_key) join dim_players using (player_key) where purchase_status = 'completed' and year(purchase_date) = 2024 and platform = 'iOS' group by 1

-- answer: Top 10 spenders of all time (completed purchases, net)
select player_name, sum(net_amount) from fct_purchases join dim_players using (player_key) where purchase_status = 'completed' group by player_key, player_name order by 2 desc limit 10

-- answer: monthly completed revenue in 2025
select date_trunc('month', purchase_date), sum(net_amount) from fct_purchases where purchase_status = 'completed' and year(purchase_date) = 2025 group by 1
-- or
select date_trunc('month', purchase_date), sum(gross_amount) from fct_purchases where purchase_status = 'completed' and year(purchase_date) = 2025 group by 1

-- answer: average session length by device type
select device_type, avg(duration_minutes) from fct_sessions group by 1

-- answer: How many players were active in May 2025? Active means at least one session.
select count(distinct player_key) from fct_sessions where session_date >= '2025-05-01' and session_date < '2025-06-01'

-- answer: monthly active players for 2024
select date_trunc('month', session_date), count(distinct player_key) from fct_sessions where year(session_date) = 2024 group by 1

-- answer: crash rate by app version
select app_version, avg(case when has_crashed then 1.0 else 0 end) from fct_sessions group by 1
-- or
select app_version, 100 * avg(case when has_crashed then 1.0 else 0 end) from fct_sessions group by 1

-- answer: how many sessions crashed on ipad
select count(*) from fct_sessions where has_crashed and device_type = 'iPad'

-- answer: Players who have never bought anything
select player_name from dim_players where player_key not in (select player_key from fct_purchases)
-- or
select player_name from dim_players where player_key not in (select player_key from fct_purchases where purchase_status = 'completed')
-- or
select player_name from dim_players where player_key not in (select player_key from fct_purchases where purchase_status <> 'failed')

-- answer: which items have never been sold?
select item_name from dim_items where item_key not in (select item_key from fct_purchases)

-- answer: best selling item by quantity
select item_name, sum(quantity) from fct_purchases join dim_items using (item_key) group by 1 order by 2 desc limit 1
-- or
select item_name, sum(quantity) from fct_purchases join dim_items using (item_key) where purchase_status = 'completed' group by 1 order by 2 desc limit 1

-- answer: limited edition items and their list price
select item_name, list_price from dim_items where is_limited_edition

-- answer: what share of purchases was refunded?
select avg(case when purchase_status = 'refunded' then 1.0 else 0 end) from fct_purchases
-- or
select 100 * avg(case when purchase_status = 'refunded' then 1.0 else 0 end) from fct_purchases

-- answer: total discounts given by store
select store, sum(discount_amount) from fct_purchases group by 1
-- or
select store, sum(discount_amount) from fct_purchases where purchase_status = 'completed' group by 1

-- answer: number of purchases over $50 net
select count(*) from fct_purchases where net_amount > 50
-- or
select count(*) from fct_purchases where net_amount > 50 and purchase_status = 'completed'

-- answer: ad spend by network
select ad_network, sum(spend_usd) from fct_ad_spend_daily join dim_campaigns using (campaign_key) group by 1

-- answer: Which campaign brought in the most installs?
select campaign_name, sum(installs) from fct_ad_spend_daily join dim_campaigns using (campaign_key) group by 1 order by 2 desc limit 1

-- answer: cost per install for each campaign
select campaign_name, sum(spend_usd) / sum(installs) from fct_ad_spend_daily join dim_campaigns using (campaign_key) group by 1

-- answer: click-through rate per campaign (clicks divided by impressions)
select campaign_name, sum(clicks) / sum(impressions) from fct_ad_spend_daily join dim_campaigns using (campaign_key) group by 1
-- or
select campaign_name, 100 * sum(clicks) / sum(impressions) from fct_ad_spend_daily join dim_campaigns using (campaign_key) group by 1

-- answer: campaigns with a budget above 30k
select campaign_name, budget_usd from dim_campaigns where budget_usd > 30000

-- answer: How many VIP players do we have per country?
select country, count(*) from dim_players where is_vip group by 1

-- answer: open support tickets by topic
select topic, count(*) from fct_support_tickets where resolved_date is null group by 1

-- answer: average days to resolve a ticket, by priority
select priority, avg(resolved_date - opened_date) from fct_support_tickets where resolved_date is not null group by 1

-- answer: avg satisfaction score of billing tickets in 2024 vs 2025
select year(opened_date), avg(satisfaction_score) from fct_support_tickets where topic = 'Billing' and year(opened_date) in (2024, 2025) group by 1
-- or
select date_trunc('year', opened_date), avg(satisfaction_score) from fct_support_tickets where topic = 'Billing' and year(opened_date) in (2024, 2025) group by 1
-- or
select avg(satisfaction_score) filter (where year(opened_date) = 2024), avg(satisfaction_score) filter (where year(opened_date) = 2025) from fct_support_tickets where topic = 'Billing'

-- answer: player count by age band
select age_band, count(*) from dim_players where age_band is not null group by 1

-- refuse: How many players belong to a guild?

-- refuse: what's the average ping on Android

-- refuse: revenue from rewarded video ads last quarter

-- refuse: which players were banned for cheating?

-- ask: purchase amount by platform
