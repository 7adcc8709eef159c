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

-- answer: billed revenue by month this year
select date_trunc('month', d.calendar_date), sum(b.total_charge) from fact_bill b join dim_date d on d.date_key = b.bill_date_key where d.year = 2025 group by 1
-- or
select d.year_month, sum(b.total_charge) from fact_bill b join dim_date d on d.date_key = b.bill_date_key where d.year = 2025 group by 1
-- or
select d.month_name, sum(b.total_charge) from fact_bill b join dim_date d on d.date_key = b.bill_date_key where d.year = 2025 group by 1
-- or
select d.month_no, sum(b.total_charge) from fact_bill b join dim_date d on d.date_key = b.bill_date_key where d.year = 2025 group by 1

-- answer: how many active subscribers do we have?
select count(*) from dim_subscriber where deactivation_date is null

-- ordered: why do customers leave? most common reason first
select churn_reason, count(*) from dim_subscriber where churn_reason is not null group by 1 order by 2 desc

-- answer: Which region lost the most subscribers in 2024?
select r.region_name from dim_subscriber s join dim_region r using (region_key) where year(s.deactivation_date) = 2024 group by 1 order by count(*) desc limit 1

-- answer: best-selling handset
select h.model from fact_handset_sale s join dim_handset h using (handset_key) group by 1 order by count(*) desc limit 1
-- or
select h.model from fact_handset_sale s join dim_handset h using (handset_key) group by 1 order by sum(s.sale_amount) desc limit 1

-- answer: handset sales 2024 and 2025 side by side
select year(d.calendar_date), count(*) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where year(d.calendar_date) in (2024, 2025) group by 1
-- or
select date_trunc('year', d.calendar_date), count(*) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where year(d.calendar_date) in (2024, 2025) group by 1
-- or
select year(d.calendar_date), count(*) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where year(d.calendar_date) in (2024, 2025) and strftime(d.calendar_date, '%m%d') < '0618' group by 1
-- or
select year(d.calendar_date), count(*) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where year(d.calendar_date) in (2024, 2025) and strftime(d.calendar_date, '%m%d') < '0619' group by 1
-- or
select count(*) filter (where year(d.calendar_date) = 2025), count(*) filter (where year(d.calendar_date) = 2024) from fact_handset_sale s join dim_date d on d.date_key = s.date_key
-- or
select count(*) filter (where year(d.calendar_date) = 2025), count(*) filter (where d.calendar_date >= '2024-01-01' and d.calendar_date < '2024-06-18') from fact_handset_sale s join dim_date d on d.date_key = s.date_key
-- or
select count(*) filter (where year(d.calendar_date) = 2025), count(*) filter (where d.calendar_date >= '2024-01-01' and d.calendar_date < '2024-06-19') from fact_handset_sale s join dim_date d on d.date_key = s.date_key
-- or
select year(d.calendar_date), sum(s.sale_amount) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where year(d.calendar_date) in (2024, 2025) group by 1
-- or
select date_trunc('year', d.calendar_date), sum(s.sale_amount) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where year(d.calendar_date) in (2024, 2025) group by 1
-- or
select year(d.calendar_date), sum(s.sale_amount) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where year(d.calendar_date) in (2024, 2025) and strftime(d.calendar_date, '%m%d') < '0618' group by 1
-- or
select year(d.calendar_date), sum(s.sale_amount) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where year(d.calendar_date) in (2024, 2025) and strftime(d.calendar_date, '%m%d') < '0619' group by 1
-- or
select sum(s.sale_amount) filter (where year(d.calendar_date) = 2025), sum(s.sale_amount) filter (where year(d.calendar_date) = 2024) from fact_handset_sale s join dim_date d on d.date_key = s.date_key
-- or
select sum(s.sale_amount) filter (where year(d.calendar_date) = 2025), sum(s.sale_amount) filter (where d.calendar_date >= '2024-01-01' and d.calendar_date < '2024-06-18') from fact_handset_sale s join dim_date d on d.date_key = s.date_key
-- or
select sum(s.sale_amount) filter (where year(d.calendar_date) = 2025), sum(s.sale_amount) filter (where d.calendar_date >= '2024-01-01' and d.calendar_date < '2024-06-19') from fact_handset_sale s join dim_date d on d.date_key = s.date_key
-- or
select year(d.calendar_date), sum(s.sale_amount - s.discount_amount) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where year(d.calendar_date) in (2024, 2025) group by 1
-- or
select date_trunc('year', d.calendar_date), sum(s.sale_amount - s.discount_amount) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where year(d.calendar_date) in (2024, 2025) group by 1
-- or
select year(d.calendar_date), sum(s.sale_amount - s.discount_amount) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where year(d.calendar_date) in (2024, 2025) and strftime(d.calendar_date, '%m%d') < '0618' group by 1
-- or
select year(d.calendar_date), sum(s.sale_amount - s.discount_amount) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where year(d.calendar_date) in (2024, 2025) and strftime(d.calendar_date, '%m%d') < '0619' group by 1
-- or
select sum(s.sale_amount - s.discount_amount) filter (where year(d.calendar_date) = 2025), sum(s.sale_amount - s.discount_amount) filter (where year(d.calendar_date) = 2024) from fact_handset_sale s join dim_date d on d.date_key = s.date_key
-- or
select sum(s.sale_amount - s.discount_amount) filter (where year(d.calendar_date) = 2025), sum(s.sale_amount - s.discount_amount) filter (where d.calendar_date >= '2024-01-01' and d.calendar_date < '2024-06-18') from fact_handset_sale s join dim_date d on d.date_key = s.date_key
-- or
select sum(s.sale_amount - s.discount_amount) filter (where year(d.calendar_date) = 2025), sum(s.sale_amount - s.discount_amount) filter (where d.calendar_date >= '2024-01-01' and d.calendar_date < '2024-06-19') from fact_handset_sale s join dim_date d on d.date_key = s.date_key

-- answer: how many handsets did we sell in May and how many in April?
select date_trunc('month', d.calendar_date), count(*) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where d.calendar_date >= '2025-04-01' and d.calendar_date < '2025-06-01' group by 1
-- or
select month(d.calendar_date), count(*) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where d.calendar_date >= '2025-04-01' and d.calendar_date < '2025-06-01' group by 1
-- or
select count(*) filter (where d.calendar_date >= '2025-05-01' and d.calendar_date < '2025-06-01'), count(*) filter (where d.calendar_date >= '2025-04-01' and d.calendar_date < '2025-05-01') from fact_handset_sale s join dim_date d on d.date_key = s.date_key
-- or
select count(*) filter (where d.calendar_date >= '2025-05-01' and d.calendar_date < '2025-06-01') > count(*) filter (where d.calendar_date >= '2025-04-01' and d.calendar_date < '2025-05-01') from fact_handset_sale s join dim_date d on d.date_key = s.date_key
-- or
select count(*) filter (where d.calendar_date >= '2025-05-01' and d.calendar_date < '2025-06-01') - count(*) filter (where d.calendar_date >= '2025-04-01' and d.calendar_date < '2025-05-01') from fact_handset_sale s join dim_date d on d.date_key = s.date_key

-- answer: What does the average bill come to?
select avg(total_charge) from fact_bill

-- answer: unpaid bills by plan
select p.plan_name, count(*) from fact_bill b join dim_plan p using (plan_key) where b.paid_date_key is null group by 1
-- or
select p.plan_name, sum(b.total_charge) from fact_bill b join dim_plan p using (plan_key) where b.paid_date_key is null group by 1

-- answer: how many bills were paid late this year
select count(*) from fact_bill b join dim_date d on d.date_key = b.bill_date_key where b.paid_date_key > b.due_date_key and d.year = 2025
-- or
select count(*) from fact_bill where paid_date_key > due_date_key and paid_date_key >= 20250101

-- answer: average data usage per plan
select p.plan_name, avg(u.data_gb) from fact_usage_monthly u join dim_plan p using (plan_key) group by 1

-- answer: Who are our 5 heaviest data users?
select s.subscriber_name from fact_usage_monthly u join dim_subscriber s using (subscriber_key) group by s.subscriber_key, s.subscriber_name order by sum(u.data_gb) desc limit 5
-- or
select s.subscriber_name from fact_usage_monthly u join dim_subscriber s using (subscriber_key) group by s.subscriber_key, s.subscriber_name order by avg(u.data_gb) desc limit 5
-- or
select s.subscriber_name from fact_usage_monthly u join dim_subscriber s using (subscriber_key) group by s.subscriber_key, s.subscriber_name order by max(u.data_gb) desc limit 5

-- answer: how many 5G phones did we sell in Q1?
select count(*) from fact_handset_sale s join dim_handset h using (handset_key) where h.supports_5g and s.date_key >= 20250101 and s.date_key < 20250401

-- answer: numbers transferred out, per operator
select other_operator, count(*) from fact_number_transfer where direction = 'out' group by 1

-- answer: Could you show me how many subscribers didn't sign up in a shop?
select count(*) from dim_subscriber where signup_shop_key is null
-- or
select count(*) from dim_subscriber where signup_shop_key is null and deactivation_date is null

-- answer: handset sales per employee in each shop
select p.shop_name, sum(s.sale_amount) / p.staff_count from fact_handset_sale s join dim_shop p using (shop_key) group by 1, p.staff_count
-- or
select p.shop_name, count(*) / p.staff_count from fact_handset_sale s join dim_shop p using (shop_key) group by 1, p.staff_count
-- or
select p.shop_name, sum(s.sale_amount - s.discount_amount) / p.staff_count from fact_handset_sale s join dim_shop p using (shop_key) group by 1, p.staff_count

-- answer: plans we no longer sell
select plan_name from dim_plan where not is_available

-- answer: business customers in the Capital region
select count(*) from dim_subscriber s join dim_region r using (region_key) where s.segment = 'business' and r.region_name = 'Capital'
-- or
select count(*) from dim_subscriber s join dim_region r using (region_key) where s.segment = 'business' and r.region_name = 'Capital' and s.deactivation_date is null
-- or
select s.subscriber_name from dim_subscriber s join dim_region r using (region_key) where s.segment = 'business' and r.region_name = 'Capital'
-- or
select s.subscriber_name from dim_subscriber s join dim_region r using (region_key) where s.segment = 'business' and r.region_name = 'Capital' and s.deactivation_date is null

-- answer: roaming data by month from June to August 2024
select date_trunc('month', d.calendar_date), sum(u.roaming_gb) from fact_usage_monthly u join dim_date d on d.date_key = u.month_start_date_key where d.calendar_date >= '2024-06-01' and d.calendar_date < '2024-09-01' group by 1
-- or
select d.year_month, sum(u.roaming_gb) from fact_usage_monthly u join dim_date d on d.date_key = u.month_start_date_key where d.calendar_date >= '2024-06-01' and d.calendar_date < '2024-09-01' group by 1
-- or
select d.month_name, sum(u.roaming_gb) from fact_usage_monthly u join dim_date d on d.date_key = u.month_start_date_key where d.calendar_date >= '2024-06-01' and d.calendar_date < '2024-09-01' group by 1

-- answer: What percentage of handsets is bought on instalments?
select avg(case when instalment_months is not null then 1.0 else 0 end) from fact_handset_sale
-- or
select 100 * avg(case when instalment_months is not null then 1.0 else 0 end) from fact_handset_sale

-- answer: discounts given in the last 90 days
select sum(s.discount_amount) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where d.calendar_date >= date '2025-06-18' - 90
-- or
select count(*) filter (where s.discount_amount > 0) from fact_handset_sale s join dim_date d on d.date_key = s.date_key where d.calendar_date >= date '2025-06-18' - 90

-- answer: who has been with us the longest
select subscriber_name from dim_subscriber where deactivation_date is null order by activation_date limit 1

-- answer: subscribers who have never bought a handset from us
select count(*) from dim_subscriber s where not exists (select 1 from fact_handset_sale f where f.subscriber_key = s.subscriber_key)
-- or
select count(*) from dim_subscriber s where not exists (select 1 from fact_handset_sale f where f.subscriber_key = s.subscriber_key) and s.deactivation_date is null
-- or
select s.subscriber_name from dim_subscriber s where not exists (select 1 from fact_handset_sale f where f.subscriber_key = s.subscriber_key)
-- or
select s.subscriber_name from dim_subscriber s where not exists (select 1 from fact_handset_sale f where f.subscriber_key = s.subscriber_key) and s.deactivation_date is null
-- or
select s.subscriber_key from dim_subscriber s where not exists (select 1 from fact_handset_sale f where f.subscriber_key = s.subscriber_key)
-- or
select s.subscriber_key from dim_subscriber s where not exists (select 1 from fact_handset_sale f where f.subscriber_key = s.subscriber_key) and s.deactivation_date is null

-- refuse: average waiting time in the call centre

-- refuse: dropped calls per region

-- refuse: How many masts do we have in the Highlands?
