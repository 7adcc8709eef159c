-- answer: How many clients have left us?
select count(*) from dim_client where ended_on is not null

-- answer: total ad spend in 2024
select sum(cost) from fact_ad_results where date_key // 10000 = 2024

-- then: by channel
select channel_name, sum(cost) from fact_ad_results join dim_ad_group using (ad_group_key) join dim_channel using (channel_key) where date_key // 10000 = 2024 group by 1

-- then: and in 2023?
select channel_name, sum(cost) from fact_ad_results join dim_ad_group using (ad_group_key) join dim_channel using (channel_key) where date_key // 10000 = 2023 group by 1

-- answer: Clicks per month this year
select date_trunc('month', full_date)::date, sum(clicks) from fact_ad_results join dim_date using (date_key) where year_no = 2025 group by 1
-- or
select month_no, sum(clicks) from fact_ad_results join dim_date using (date_key) where year_no = 2025 group by 1
-- or
select month_name, sum(clicks) from fact_ad_results join dim_date using (date_key) where year_no = 2025 group by 1

-- answer: what is the click-through rate (clicks divided by impressions) of each channel?
select channel_name, sum(clicks) / sum(impressions) from fact_ad_results join dim_ad_group using (ad_group_key) join dim_channel using (channel_key) group by 1
-- or
select channel_name, 100.0 * sum(clicks) / sum(impressions) from fact_ad_results join dim_ad_group using (ad_group_key) join dim_channel using (channel_key) group by 1

-- ordered: Top 10 campaigns by conversions
select campaign_name, sum(conversions) from fact_ad_results join dim_ad_group using (ad_group_key) join dim_campaign using (campaign_key) group by 1 order by 2 desc limit 10

-- answer: Cost per conversion by client industry
select industry, sum(cost) / sum(conversions) from fact_ad_results join dim_ad_group using (ad_group_key) join dim_campaign using (campaign_key) join dim_client using (client_key) group by 1

-- answer: Which clients don't have a single campaign yet?
select client_name from dim_client c where not exists (from dim_campaign k where k.client_key = c.client_key)

-- ordered: net invoiced amount per client in 2024, largest first
select client_name, sum(net_amount) from fact_invoice join dim_client using (client_key) where invoice_date_key // 10000 = 2024 group by 1 order by 2 desc

-- answer: How many invoices haven't been paid yet?
select count(*) from fact_invoice where paid_date_key is null

-- answer: I need the total net amount of all invoices that are overdue, i.e. unpaid and past their due date
select sum(net_amount) from fact_invoice where paid_date_key is null and due_date_key < 20250618

-- answer: campaigns with a budget between 20,000 and 40,000
select campaign_name from dim_campaign where budget between 20000 and 40000

-- answer: share of impressions by device
select device_name, sum(impressions) / sum(sum(impressions)) over () from fact_ad_results join dim_device using (device_key) group by 1
-- or
select device_name, 100.0 * sum(impressions) / sum(sum(impressions)) over () from fact_ad_results join dim_device using (device_key) group by 1

-- answer: average campaign budget per objective
select objective, avg(budget) from dim_campaign group by 1

-- answer: How many campaigns started in the last 6 months?
select count(*) from dim_campaign where start_date >= date '2024-12-01' and start_date < date '2025-06-01'
-- or
select count(*) from dim_campaign where start_date >= date '2024-12-18' and start_date <= date '2025-06-18'
-- or
select count(*) from dim_campaign where start_date >= date '2025-01-01' and start_date < date '2025-07-01'

-- answer: conversions last month versus the month before
select sum(conversions) from fact_ad_results where date_key // 100 in (202504, 202505) group by date_key // 100
-- or
select sum(conversions) filter (date_key // 100 = 202505), sum(conversions) filter (date_key // 100 = 202504) from fact_ad_results

-- answer: How much did we spend on social channels in the first quarter of 2025?
select sum(cost) from fact_ad_results join dim_ad_group using (ad_group_key) join dim_channel using (channel_key) where channel_type = 'social' and date_key // 100 between 202501 and 202503

-- answer: Which account manager looks after the most clients?
select employee_name from dim_client join dim_employee on account_manager_key = employee_key group by 1 order by count(*) desc limit 1

-- answer: number of campaigns by account manager
select employee_name, count(*) from dim_campaign join dim_client using (client_key) join dim_employee on account_manager_key = employee_key group by 1
-- or
select employee_name, count(campaign_key) from dim_employee left join dim_client on account_manager_key = employee_key left join dim_campaign using (client_key) group by 1
-- or
select employee_name, count(campaign_key) from dim_employee join dim_client on account_manager_key = employee_key left join dim_campaign using (client_key) group by 1

-- answer: clients from Austria or Switzerland
select client_name from dim_client where country in ('Austria', 'Switzerland')
-- or
select client_name from dim_client where country in ('Austria', 'Switzerland') and ended_on is null

-- answer: ad cost by channel without Google Search
select channel_name, sum(cost) from fact_ad_results join dim_ad_group using (ad_group_key) join dim_channel using (channel_key) where channel_name <> 'Google Search' group by 1

-- answer: On which weekday do we get the most clicks?
select weekday_name from fact_ad_results join dim_date using (date_key) group by 1 order by sum(clicks) desc limit 1

-- answer: Daily impressions in May 2025
select full_date, sum(impressions) from fact_ad_results join dim_date using (date_key) where date_key // 100 = 202505 group by 1
-- or
select date_key, sum(impressions) from fact_ad_results where date_key // 100 = 202505 group by 1

-- answer: What was our biggest invoice ever?
select invoice_no from fact_invoice order by net_amount desc limit 1
-- or
select max(net_amount) from fact_invoice
-- or
select max(net_amount + vat_amount) from fact_invoice

-- refuse: How many hours did each team book on campaigns last month?

-- refuse: bounce rate of the landing pages by device

-- refuse: new followers per month on LinkedIn

-- refuse: What was the open rate of our newsletter in 2024?

-- refuse: average client satisfaction by account manager
