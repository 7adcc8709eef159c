-- answer: How many active subscriptions do we have?
select count(*) from fact_subscription where status = 'active'

-- answer: New subscriptions per month in 2024
select date_trunc('month', full_date)::date, count(*) from fact_subscription join dim_date on date_key = start_date_key where year = 2024 group by 1
-- or
select month, count(*) from fact_subscription join dim_date on date_key = start_date_key where year = 2024 group by 1
-- or
select month_name, count(*) from fact_subscription join dim_date on date_key = start_date_key where year = 2024 group by 1

-- answer: subscriptions by plan
select plan_name, count(*) from fact_subscription join dim_plan using (plan_key) group by 1
-- or
select plan_name, count(*) from fact_subscription join dim_plan using (plan_key) where status = 'active' group by 1
-- or
select plan_name, count(subscription_key) from dim_plan left join fact_subscription using (plan_key) group by 1

-- answer: Net revenue by theme last year
select theme, sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key join dim_plan using (plan_key) where year = 2024 group by 1
-- or
select theme, sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key join dim_plan using (plan_key) where year = 2024 and charge_status = 'paid' group by 1
-- or
select theme, sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key join dim_plan using (plan_key) where year = 2024 and charge_status <> 'failed' group by 1

-- then: and this year?
select theme, sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key join dim_plan using (plan_key) where year = 2025 group by 1
-- or
select theme, sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key join dim_plan using (plan_key) where year = 2025 and charge_status = 'paid' group by 1
-- or
select theme, sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key join dim_plan using (plan_key) where year = 2025 and charge_status <> 'failed' group by 1

-- answer: Cancelled subscriptions by reason
select cancel_reason, count(*) from fact_subscription where status = 'cancelled' group by 1
-- or
select cancel_reason, count(*) from fact_subscription where cancel_reason is not null group by 1

-- answer: How many subscriptions were cancelled last month?
select count(*) from fact_subscription join dim_date on date_key = cancel_date_key where year = 2025 and month = 5

-- ordered: Top 5 products by quantity shipped
select product_name, sum(quantity) from fact_box_item join dim_product using (product_key) group by 1 order by 2 desc limit 5

-- answer: Average stars per product category
select category, avg(stars) from fact_rating join dim_product using (product_key) group by 1

-- answer: Which products have never been in a box?
select product_name from dim_product p where not exists (from fact_box_item i where i.product_key = p.product_key)

-- answer: shipments by carrier
select carrier_name, count(*) from fact_shipment join dim_carrier using (carrier_key) group by 1

-- then: in 2025 only
select carrier_name, count(*) from fact_shipment join dim_carrier using (carrier_key) join dim_date on date_key = ship_date_key where year = 2025 group by 1

-- answer: What is the average shipping cost per carrier?
select carrier_name, avg(shipping_cost) from fact_shipment join dim_carrier using (carrier_key) group by 1

-- answer: How many days does a delivery take on average?
select avg(date_diff('day', s.full_date, d.full_date)) from fact_shipment join dim_date s on s.date_key = ship_date_key join dim_date d on d.date_key = delivery_date_key

-- answer: How many shipments have not been delivered yet?
select count(*) from fact_shipment where delivery_date_key is null

-- answer: number of customers by country
select country, count(*) from dim_customer group by 1

-- answer: Customers in Dublin
select customer_name from dim_customer where city = 'Dublin'
-- or
select count(*) from dim_customer where city = 'Dublin'

-- answer: Customers who never had a subscription
select customer_name from dim_customer c where not exists (from fact_subscription s where s.customer_key = c.customer_key)
-- or
select count(*) from dim_customer c where not exists (from fact_subscription s where s.customer_key = c.customer_key)

-- answer: How many charges failed in 2025?
select count(*) from fact_charge join dim_date on date_key = charge_date_key where charge_status = 'failed' and year = 2025

-- answer: Share of subscriptions by channel
select channel_name, 100.0 * count(*) / sum(count(*)) over () from fact_subscription join dim_channel using (channel_key) group by 1
-- or
select channel_name, count(*) / sum(count(*)) over () from fact_subscription join dim_channel using (channel_key) group by 1
-- or
select channel_name, 100.0 * count(*) / sum(count(*)) over () from fact_subscription left join dim_channel using (channel_key) group by 1
-- or
select channel_name, count(*) / sum(count(*)) over () from fact_subscription left join dim_channel using (channel_key) group by 1

-- answer: Total discount given by coupon code
select coupon_code, sum(discount_amount) from fact_charge join dim_coupon using (coupon_key) group by 1
-- or
select coupon_code, sum(discount_amount) from fact_charge join dim_coupon using (coupon_key) where charge_status = 'paid' group by 1
-- or
select coupon_code, sum(discount_amount) from fact_charge join dim_coupon using (coupon_key) where charge_status <> 'failed' group by 1

-- answer: Which coupons were never used?
select coupon_code from dim_coupon c where not exists (from fact_charge f where f.coupon_key = c.coupon_key)

-- answer: Net amount charged in Q1 2025 versus Q1 2024
select sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key where quarter = 1 and year in (2024, 2025) group by year
-- or
select sum(net_amount) filter (year = 2025), sum(net_amount) filter (year = 2024) from fact_charge join dim_date on date_key = charge_date_key where quarter = 1
-- or
select sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key where quarter = 1 and year in (2024, 2025) and charge_status = 'paid' group by year
-- or
select sum(net_amount) filter (year = 2025), sum(net_amount) filter (year = 2024) from fact_charge join dim_date on date_key = charge_date_key where quarter = 1 and charge_status = 'paid'
-- or
select sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key where quarter = 1 and year in (2024, 2025) and charge_status <> 'failed' group by year
-- or
select sum(net_amount) filter (year = 2025), sum(net_amount) filter (year = 2024) from fact_charge join dim_date on date_key = charge_date_key where quarter = 1 and charge_status <> 'failed'

-- answer: Which plan is the most expensive?
select plan_name from dim_plan order by price desc limit 1

-- answer: How many of our products are vegan?
select count(*) from dim_product where is_vegan

-- answer: Revenue by country in 2025
select country, sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key join dim_customer using (customer_key) where year = 2025 group by 1
-- or
select country, sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key join dim_customer using (customer_key) where year = 2025 and charge_status = 'paid' group by 1
-- or
select country, sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key join dim_customer using (customer_key) where year = 2025 and charge_status <> 'failed' group by 1
-- or
select country, sum(gross_amount) from fact_charge join dim_date on date_key = charge_date_key join dim_customer using (customer_key) where year = 2025 group by 1
-- or
select country, sum(gross_amount) from fact_charge join dim_date on date_key = charge_date_key join dim_customer using (customer_key) where year = 2025 and charge_status = 'paid' group by 1
-- or
select country, sum(gross_amount) from fact_charge join dim_date on date_key = charge_date_key join dim_customer using (customer_key) where year = 2025 and charge_status <> 'failed' group by 1

-- answer: average unit cost by brand
select brand, avg(unit_cost) from dim_product group by 1

-- answer: Shipping cost per quarter
select date_trunc('quarter', full_date)::date, sum(shipping_cost) from fact_shipment join dim_date on date_key = ship_date_key group by 1
-- or
select year, quarter, sum(shipping_cost) from fact_shipment join dim_date on date_key = ship_date_key group by 1, 2

-- answer: How many customers have more than one subscription?
select count(*) from (select 1 from fact_subscription join dim_customer using (customer_key) group by customer_key, customer_name having count(*) > 1)
-- or
select count(*) from (select 1 from fact_subscription where status = 'active' group by customer_key having count(*) > 1)

-- answer: Sign-ups in 2024 by age group
select age_group, count(*) from dim_customer join dim_date on date_key = signup_date_key where year = 2024 group by 1

-- answer: Which coffee product has the best average rating?
select product_name from fact_rating join dim_product using (product_key) where category = 'Coffee' group by 1 order by avg(stars) desc limit 1

-- answer: Amount refunded this year
select sum(net_amount) from fact_charge join dim_date on date_key = charge_date_key where charge_status = 'refunded' and year = 2025
-- or
select sum(gross_amount) from fact_charge join dim_date on date_key = charge_date_key where charge_status = 'refunded' and year = 2025

-- refuse: How many boxes arrived damaged?

-- refuse: What did we spend on Instagram ads last month?

-- refuse: stock on hand by product

-- refuse: How many subscriptions were bought as a gift?

-- refuse: Visitors to the web shop per month

-- refuse: How long do customers wait for an answer from support?
