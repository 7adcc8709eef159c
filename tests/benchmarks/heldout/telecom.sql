-- answer: How many active subscribers do we have?
select count(*) from dim_subscriber where deactivation_date is null

-- answer: Subscribers per plan
select plan_name, count(*) from dim_subscriber join dim_plan using (plan_key) group by 1
-- or
select plan_name, count(*) from dim_subscriber join dim_plan using (plan_key) where deactivation_date is null group by 1

-- then: business customers only
select plan_name, count(*) from dim_subscriber join dim_plan using (plan_key) where segment = 'business' group by 1
-- or
select plan_name, count(*) from dim_subscriber join dim_plan using (plan_key) where segment = 'business' and deactivation_date is null group by 1

-- answer: Total billed per month in 2025
select date_trunc('month', calendar_date)::date, sum(total_charge) from fact_bill join dim_date on date_key = bill_date_key where year = 2025 group by 1
-- or
select month_no, sum(total_charge) from fact_bill join dim_date on date_key = bill_date_key where year = 2025 group by 1
-- or
select month_name, sum(total_charge) from fact_bill join dim_date on date_key = bill_date_key where year = 2025 group by 1
-- or
select year_month, sum(total_charge) from fact_bill join dim_date on date_key = bill_date_key where year = 2025 group by 1

-- ordered: top 3 shops by handset sales amount
select shop_name, sum(sale_amount) from fact_handset_sale join dim_shop using (shop_key) group by 1 order by 2 desc limit 3

-- answer: Which phone model sells best?
select model from fact_handset_sale join dim_handset using (handset_key) group by 1 order by count(*) desc limit 1
-- or
select model from fact_handset_sale join dim_handset using (handset_key) group by 1 order by sum(sale_amount) desc limit 1

-- answer: average monthly data usage by plan
select plan_name, avg(data_gb) from fact_usage_monthly join dim_plan using (plan_key) group by 1

-- answer: How many of our handsets support 5G?
select count(*) from dim_handset where supports_5g

-- answer: plans that cost more than 20 a month
select plan_name from dim_plan where monthly_fee > 20
-- or
select count(*) from dim_plan where monthly_fee > 20

-- answer: How many bills are still unpaid?
select count(*) from fact_bill where paid_date_key is null

-- then: and what are they worth in total?
select sum(total_charge) from fact_bill where paid_date_key is null

-- answer: churned subscribers by reason
select churn_reason, count(*) from dim_subscriber where deactivation_date is not null group by 1

-- answer: How many customers left us this year?
select count(*) from dim_subscriber where year(deactivation_date) = 2025

-- answer: share of subscribers by segment
select segment, 100.0 * count(*) / sum(count(*)) over () from dim_subscriber group by 1
-- or
select segment, 100.0 * count(*) / sum(count(*)) over () from dim_subscriber where deactivation_date is null group by 1
-- or
select segment, count(*) / sum(count(*)) over () from dim_subscriber group by 1
-- or
select segment, count(*) / sum(count(*)) over () from dim_subscriber where deactivation_date is null group by 1

-- answer: Extra charges in the second quarter of 2025 compared with the second quarter of 2024
select sum(extra_charge) from fact_bill join dim_date on date_key = bill_date_key where quarter = 'Q2' and year in (2024, 2025) group by year
-- or
select sum(extra_charge) filter (year = 2025), sum(extra_charge) filter (year = 2024) from fact_bill join dim_date on date_key = bill_date_key where quarter = 'Q2'

-- answer: roaming data per region in 2025
select region_name, sum(roaming_gb) from fact_usage_monthly join dim_subscriber using (subscriber_key) join dim_region using (region_key) where month_start_date_key >= 20250101 group by 1

-- answer: Numbers transferred in from each operator in 2024
select other_operator, count(*) from fact_number_transfer join dim_date using (date_key) where direction = 'in' and year = 2024 group by 1

-- answer: voice minutes by month this year
select date_trunc('month', calendar_date)::date, sum(voice_minutes) from fact_usage_monthly join dim_date on date_key = month_start_date_key where year = 2025 group by 1
-- or
select month_no, sum(voice_minutes) from fact_usage_monthly join dim_date on date_key = month_start_date_key where year = 2025 group by 1
-- or
select month_name, sum(voice_minutes) from fact_usage_monthly join dim_date on date_key = month_start_date_key where year = 2025 group by 1
-- or
select year_month, sum(voice_minutes) from fact_usage_monthly join dim_date on date_key = month_start_date_key where year = 2025 group by 1

-- answer: What is the average handset sale by manufacturer?
select manufacturer, avg(sale_amount) from fact_handset_sale join dim_handset using (handset_key) group by 1

-- answer: number of handsets sold without instalments
select count(*) from fact_handset_sale where instalment_months is null

-- answer: Which region has the fewest subscribers?
select region_name from dim_subscriber join dim_region using (region_key) group by 1 order by count(*) limit 1

-- answer: New activations per quarter in 2024
select date_trunc('quarter', activation_date)::date, count(*) from dim_subscriber where year(activation_date) = 2024 group by 1
-- or
select quarter(activation_date), count(*) from dim_subscriber where year(activation_date) = 2024 group by 1

-- answer: How many subscribers have never bought a handset from us?
select count(*) from dim_subscriber s where not exists (from fact_handset_sale h where h.subscriber_key = s.subscriber_key)
-- or
select count(*) from dim_subscriber s where not exists (from fact_handset_sale h where h.subscriber_key = s.subscriber_key) and deactivation_date is null

-- answer: average number of text messages a month by segment
select segment, avg(sms_count) from fact_usage_monthly join dim_subscriber using (subscriber_key) group by 1

-- answer: which plans are no longer available?
select plan_name from dim_plan where not is_available

-- answer: What is the highest bill we ever sent?
select max(total_charge) from fact_bill
-- or
select bill_no from fact_bill order by total_charge desc limit 1

-- answer: Handset discounts last month
select sum(discount_amount) from fact_handset_sale join dim_date using (date_key) where year_month = '2025-05'

-- answer: number of staff per region
select region_name, sum(staff_count) from dim_shop join dim_region using (region_key) group by 1

-- answer: Phones sold in May 2025 against April 2025
select count(*) from fact_handset_sale join dim_date using (date_key) where year_month in ('2025-04', '2025-05') group by year_month
-- or
select count(*) filter (year_month = '2025-05'), count(*) filter (year_month = '2025-04') from fact_handset_sale join dim_date using (date_key)

-- answer: handset sales by weekday
select weekday, sum(sale_amount) from fact_handset_sale join dim_date using (date_key) group by 1
-- or
select weekday, count(*) from fact_handset_sale join dim_date using (date_key) group by 1
-- or
select dayofweek(calendar_date), sum(sale_amount) from fact_handset_sale join dim_date using (date_key) group by 1
-- or
select dayofweek(calendar_date), count(*) from fact_handset_sale join dim_date using (date_key) group by 1
-- or
select isodow(calendar_date), sum(sale_amount) from fact_handset_sale join dim_date using (date_key) group by 1
-- or
select isodow(calendar_date), count(*) from fact_handset_sale join dim_date using (date_key) group by 1

-- refuse: How many calls were dropped last month?

-- refuse: net promoter score by region

-- refuse: What rent do we pay for each shop?

-- refuse: Number of network outages per region

-- refuse: How many subscribers use our app?

-- refuse: average household income of our subscribers
