-- answer: Net sales by month in 2024
select date_trunc('month', d.full_date), sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where d.year = 2024 group by 1
-- or
select date_trunc('month', d.full_date), sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status <> 'Cancelled' and d.year = 2024 group by 1
-- or
select date_trunc('month', d.full_date), sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status = 'Delivered' and d.year = 2024 group by 1
-- or
select d.month_number, sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where d.year = 2024 group by 1
-- or
select d.month_number, sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status <> 'Cancelled' and d.year = 2024 group by 1
-- or
select d.month_number, sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status = 'Delivered' and d.year = 2024 group by 1
-- or
select d.month_name, sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where d.year = 2024 group by 1
-- or
select d.month_name, sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status <> 'Cancelled' and d.year = 2024 group by 1
-- or
select d.month_name, sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status = 'Delivered' and d.year = 2024 group by 1

-- answer: How many orders did we get last month?
select count(distinct f.order_id) from fact_order_line f where f.order_date_key between 20250501 and 20250531
-- or
select count(distinct f.order_id) from fact_order_line f where f.order_status <> 'Cancelled' and f.order_date_key between 20250501 and 20250531
-- or
select count(distinct f.order_id) from fact_order_line f where f.order_status = 'Delivered' and f.order_date_key between 20250501 and 20250531

-- answer: Top 3 products by units sold
select p.product_name, sum(f.quantity) from fact_order_line f join dim_product p using (product_key) group by 1 order by 2 desc limit 3
-- or
select p.product_name, sum(f.quantity) from fact_order_line f join dim_product p using (product_key) where f.order_status <> 'Cancelled' group by 1 order by 2 desc limit 3
-- or
select p.product_name, sum(f.quantity) from fact_order_line f join dim_product p using (product_key) where f.order_status = 'Delivered' group by 1 order by 2 desc limit 3

-- answer: Net sales by product category
select p.category, sum(f.net_amount) from fact_order_line f join dim_product p using (product_key) group by 1
-- or
select p.category, sum(f.net_amount) from fact_order_line f join dim_product p using (product_key) where f.order_status <> 'Cancelled' group by 1
-- or
select p.category, sum(f.net_amount) from fact_order_line f join dim_product p using (product_key) where f.order_status = 'Delivered' group by 1

-- then: for Canada only
select p.category, sum(f.net_amount) from fact_order_line f join dim_product p using (product_key) join dim_customer c using (customer_key) where c.country = 'Canada' group by 1
-- or
select p.category, sum(f.net_amount) from fact_order_line f join dim_product p using (product_key) join dim_customer c using (customer_key) where f.order_status <> 'Cancelled' and c.country = 'Canada' group by 1
-- or
select p.category, sum(f.net_amount) from fact_order_line f join dim_product p using (product_key) join dim_customer c using (customer_key) where f.order_status = 'Delivered' and c.country = 'Canada' group by 1

-- answer: Orders by channel
select h.channel_name, count(distinct f.order_id) from fact_order_line f join dim_channel h using (channel_key) group by 1
-- or
select h.channel_name, count(distinct f.order_id) from fact_order_line f join dim_channel h using (channel_key) where f.order_status <> 'Cancelled' group by 1
-- or
select h.channel_name, count(distinct f.order_id) from fact_order_line f join dim_channel h using (channel_key) where f.order_status = 'Delivered' group by 1

-- answer: What is our average order value?
select sum(f.net_amount) / count(distinct f.order_id) from fact_order_line f
-- or
select sum(f.net_amount) / count(distinct f.order_id) from fact_order_line f where f.order_status <> 'Cancelled'
-- or
select sum(f.net_amount) / count(distinct f.order_id) from fact_order_line f where f.order_status = 'Delivered'
-- or
select sum(f.gross_amount) / count(distinct f.order_id) from fact_order_line f
-- or
select sum(f.gross_amount) / count(distinct f.order_id) from fact_order_line f where f.order_status <> 'Cancelled'
-- or
select sum(f.gross_amount) / count(distinct f.order_id) from fact_order_line f where f.order_status = 'Delivered'

-- answer: How much revenue comes from each country?
select c.country, sum(f.net_amount) from fact_order_line f join dim_customer c using (customer_key) group by 1
-- or
select c.country, sum(f.net_amount) from fact_order_line f join dim_customer c using (customer_key) where f.order_status <> 'Cancelled' group by 1
-- or
select c.country, sum(f.net_amount) from fact_order_line f join dim_customer c using (customer_key) where f.order_status = 'Delivered' group by 1
-- or
select c.country, sum(f.gross_amount) from fact_order_line f join dim_customer c using (customer_key) group by 1
-- or
select c.country, sum(f.gross_amount) from fact_order_line f join dim_customer c using (customer_key) where f.order_status <> 'Cancelled' group by 1
-- or
select c.country, sum(f.gross_amount) from fact_order_line f join dim_customer c using (customer_key) where f.order_status = 'Delivered' group by 1

-- answer: Gross profit by product (net sales minus cost)
select p.product_name, sum(f.net_amount - f.cost_amount) from fact_order_line f join dim_product p using (product_key) group by 1
-- or
select p.product_name, sum(f.net_amount - f.cost_amount) from fact_order_line f join dim_product p using (product_key) where f.order_status <> 'Cancelled' group by 1
-- or
select p.product_name, sum(f.net_amount - f.cost_amount) from fact_order_line f join dim_product p using (product_key) where f.order_status = 'Delivered' group by 1

-- answer: How much discount did each promotion give?
select m.promo_name, sum(f.discount_amount) from fact_order_line f join dim_promotion m using (promotion_key) group by 1
-- or
select m.promo_name, sum(f.discount_amount) from fact_order_line f join dim_promotion m using (promotion_key) where f.promotion_key <> 0 group by 1
-- or
select m.promo_name, sum(f.discount_amount) from fact_order_line f join dim_promotion m using (promotion_key) where f.order_status <> 'Cancelled' group by 1
-- or
select m.promo_name, sum(f.discount_amount) from fact_order_line f join dim_promotion m using (promotion_key) where f.order_status <> 'Cancelled' and f.promotion_key <> 0 group by 1
-- or
select m.promo_name, sum(f.discount_amount) from fact_order_line f join dim_promotion m using (promotion_key) where f.order_status = 'Delivered' group by 1
-- or
select m.promo_name, sum(f.discount_amount) from fact_order_line f join dim_promotion m using (promotion_key) where f.order_status = 'Delivered' and f.promotion_key <> 0 group by 1

-- answer: How many orders used the code WELCOME10?
select count(distinct f.order_id) from fact_order_line f join dim_promotion m using (promotion_key) where m.promo_code = 'WELCOME10'
-- or
select count(distinct f.order_id) from fact_order_line f join dim_promotion m using (promotion_key) where f.order_status <> 'Cancelled' and m.promo_code = 'WELCOME10'
-- or
select count(distinct f.order_id) from fact_order_line f join dim_promotion m using (promotion_key) where f.order_status = 'Delivered' and m.promo_code = 'WELCOME10'

-- answer: How do net sales in 2024 compare to 2023?
select d.year, sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where d.year in (2023, 2024) group by 1
-- or
select d.year, sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status <> 'Cancelled' and d.year in (2023, 2024) group by 1
-- or
select d.year, sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status = 'Delivered' and d.year in (2023, 2024) group by 1
-- or
select date_trunc('year', d.full_date), sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where d.year in (2023, 2024) group by 1
-- or
select date_trunc('year', d.full_date), sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status <> 'Cancelled' and d.year in (2023, 2024) group by 1
-- or
select date_trunc('year', d.full_date), sum(f.net_amount) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status = 'Delivered' and d.year in (2023, 2024) group by 1
-- or
select sum(f.net_amount) filter (where d.year = 2024), sum(f.net_amount) filter (where d.year = 2023) from fact_order_line f join dim_date d on d.date_key = f.order_date_key
-- or
select sum(f.net_amount) filter (where d.year = 2024), sum(f.net_amount) filter (where d.year = 2023) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status <> 'Cancelled'
-- or
select sum(f.net_amount) filter (where d.year = 2024), sum(f.net_amount) filter (where d.year = 2023) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status = 'Delivered'

-- answer: Returns by reason
select return_reason, count(*) from fact_return group by 1
-- or
select return_reason, count(*) from fact_return where return_reason is not null group by 1
-- or
select return_reason, sum(quantity) from fact_return group by 1
-- or
select return_reason, sum(quantity) from fact_return where return_reason is not null group by 1

-- answer: Refund amount by product category
select p.category, sum(f.refund_amount) from fact_return f join dim_product p using (product_key) group by 1

-- answer: Which product gets returned the most?
select p.product_name, count(*) from fact_return f join dim_product p using (product_key) group by 1 order by 2 desc limit 1
-- or
select p.product_name, sum(f.quantity) from fact_return f join dim_product p using (product_key) group by 1 order by 2 desc limit 1

-- answer: How many customers returned something because of a skin reaction?
select count(distinct customer_key) from fact_return where return_reason = 'Skin reaction'

-- answer: How many active subscriptions does each product have?
select p.product_name, count(f.subscription_id) from dim_product p left join fact_subscription f on f.product_key = p.product_key and f.status = 'Active' group by 1
-- or
select p.product_name, count(*) from fact_subscription f join dim_product p using (product_key) where f.status = 'Active' group by 1

-- answer: New subscriptions per quarter in 2024
select date_trunc('quarter', d.full_date), count(*) from fact_subscription f join dim_date d on d.date_key = f.start_date_key where d.year = 2024 group by 1
-- or
select d.quarter, count(*) from fact_subscription f join dim_date d on d.date_key = f.start_date_key where d.year = 2024 group by 1

-- ordered: Why do subscribers cancel? Most common reason first
select cancel_reason, count(*) from fact_subscription where cancel_reason is not null group by 1 order by 2 desc

-- answer: Average star rating by product
select p.product_name, avg(f.stars) from fact_review f join dim_product p using (product_key) group by 1

-- answer: Which products have an average rating below 4?
select p.product_name from fact_review f join dim_product p using (product_key) group by 1 having avg(f.stars) < 4
-- or
select p.product_name, avg(f.stars) from fact_review f join dim_product p using (product_key) group by 1 having avg(f.stars) < 4

-- answer: How many one-star reviews did we get in 2025?
select count(*) from fact_review f join dim_date d on d.date_key = f.review_date_key where f.stars = 1 and d.year = 2025

-- answer: Ad spend by platform
select platform, sum(spend) from fact_ad_spend group by 1

-- then: just 2025
select f.platform, sum(f.spend) from fact_ad_spend f join dim_date d using (date_key) where d.year = 2025 group by 1

-- answer: What do we pay per click on each platform?
select platform, sum(spend) / sum(clicks) from fact_ad_spend group by 1

-- answer: Customers by skin type
select skin_type, count(*) from dim_customer group by 1
-- or
select skin_type, count(*) from dim_customer where skin_type is not null group by 1

-- answer: How many Gold customers do we have?
select count(*) from dim_customer where loyalty_tier = 'Gold'

-- answer: Which customers have never ordered?
select c.first_name, c.last_name from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f)
-- or
select c.first_name, c.last_name from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f where f.order_status <> 'Cancelled')
-- or
select c.first_name, c.last_name from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f where f.order_status = 'Delivered')
-- or
select c.first_name || ' ' || c.last_name from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f)
-- or
select c.first_name || ' ' || c.last_name from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f where f.order_status <> 'Cancelled')
-- or
select c.first_name || ' ' || c.last_name from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f where f.order_status = 'Delivered')
-- or
select c.customer_id from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f)
-- or
select c.customer_id from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f where f.order_status <> 'Cancelled')
-- or
select c.customer_id from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f where f.order_status = 'Delivered')
-- or
select c.customer_key from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f)
-- or
select c.customer_key from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f where f.order_status <> 'Cancelled')
-- or
select c.customer_key from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f where f.order_status = 'Delivered')
-- or
select c.email from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f)
-- or
select c.email from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f where f.order_status <> 'Cancelled')
-- or
select c.email from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f where f.order_status = 'Delivered')
-- or
select count(*) from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f)
-- or
select count(*) from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f where f.order_status <> 'Cancelled')
-- or
select count(*) from dim_customer c where c.customer_key not in (select f.customer_key from fact_order_line f where f.order_status = 'Delivered')

-- answer: Top 10 customers by net sales
select c.first_name, c.last_name, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.first_name, c.last_name, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) where f.order_status <> 'Cancelled' group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.first_name, c.last_name, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) where f.order_status = 'Delivered' group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.first_name || ' ' || c.last_name, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.first_name || ' ' || c.last_name, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) where f.order_status <> 'Cancelled' group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.first_name || ' ' || c.last_name, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) where f.order_status = 'Delivered' group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.customer_id, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.customer_id, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) where f.order_status <> 'Cancelled' group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.customer_id, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) where f.order_status = 'Delivered' group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.customer_key, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.customer_key, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) where f.order_status <> 'Cancelled' group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.customer_key, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) where f.order_status = 'Delivered' group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.email, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.email, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) where f.order_status <> 'Cancelled' group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10
-- or
select c.email, sum(f.net_amount) v from fact_order_line f join dim_customer c using (customer_key) where f.order_status = 'Delivered' group by c.customer_key, c.customer_id, c.first_name, c.last_name, c.email order by v desc limit 10

-- answer: Units sold on weekends and weekdays
select d.is_weekend, sum(f.quantity) from fact_order_line f join dim_date d on d.date_key = f.order_date_key group by 1
-- or
select d.is_weekend, sum(f.quantity) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status <> 'Cancelled' group by 1
-- or
select d.is_weekend, sum(f.quantity) from fact_order_line f join dim_date d on d.date_key = f.order_date_key where f.order_status = 'Delivered' group by 1

-- answer: Which products were launched in 2024?
select product_name from dim_product where year(launch_date) = 2024

-- answer: Products with a list price over 40
select product_name from dim_product where list_price > 40
-- or
select product_name from dim_product where list_price > 40 and is_discontinued = 'N'

-- answer: Average list price per category
select category, avg(list_price) from dim_product group by 1
-- or
select category, avg(list_price) from dim_product where is_discontinued = 'N' group by 1

-- answer: How many serums did we sell per quarter?
select date_trunc('quarter', d.full_date), sum(f.quantity) from fact_order_line f join dim_product p using (product_key) join dim_date d on d.date_key = f.order_date_key where p.category = 'Serum' group by 1
-- or
select date_trunc('quarter', d.full_date), sum(f.quantity) from fact_order_line f join dim_product p using (product_key) join dim_date d on d.date_key = f.order_date_key where f.order_status <> 'Cancelled' and p.category = 'Serum' group by 1
-- or
select date_trunc('quarter', d.full_date), sum(f.quantity) from fact_order_line f join dim_product p using (product_key) join dim_date d on d.date_key = f.order_date_key where f.order_status = 'Delivered' and p.category = 'Serum' group by 1
-- or
select d.year, d.quarter, sum(f.quantity) from fact_order_line f join dim_product p using (product_key) join dim_date d on d.date_key = f.order_date_key where p.category = 'Serum' group by 1, 2
-- or
select d.year, d.quarter, sum(f.quantity) from fact_order_line f join dim_product p using (product_key) join dim_date d on d.date_key = f.order_date_key where f.order_status <> 'Cancelled' and p.category = 'Serum' group by 1, 2
-- or
select d.year, d.quarter, sum(f.quantity) from fact_order_line f join dim_product p using (product_key) join dim_date d on d.date_key = f.order_date_key where f.order_status = 'Delivered' and p.category = 'Serum' group by 1, 2

-- refuse: How many units of Vitamin C Serum do we have in stock?

-- refuse: Average delivery time by country

-- refuse: Email open rate by campaign

-- refuse: What do we pay for shipping per order?

-- ask: Show me our best products
