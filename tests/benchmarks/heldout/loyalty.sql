-- answer: Net sales by region
select s.region, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_store s on s.store_key = f.store_key group by 1

-- answer: Net sales by month in 2024
select date_trunc('month', d.full_date), sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.year_number = 2024 group by 1
-- or
select d.month_name, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.year_number = 2024 group by 1
-- or
select d.month_number, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.year_number = 2024 group by 1

-- then: and in 2025?
select date_trunc('month', d.full_date), sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.year_number = 2025 group by 1
-- or
select d.month_name, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.year_number = 2025 group by 1
-- or
select d.month_number, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.year_number = 2025 group by 1

-- answer: Top 10 products by quantity sold
select p.product_name, sum(f.quantity) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key group by 1 order by 2 desc limit 10

-- answer: How many active members do we have?
select count(*) from dim_member where member_status = 'Active'

-- answer: Members by tier
select tier, count(*) from dim_member m where m.member_status = 'Active' group by 1
-- or
select tier, count(*) from dim_member m where m.member_status <> 'Closed' group by 1
-- or
select tier, count(*) from dim_member m group by 1

-- answer: New members per month in 2024
select date_trunc('month', join_date), count(*) from dim_member where year(join_date) = 2024 group by 1

-- answer: How many points were earned in 2024?
select sum(f.points_earned) from fact_sales f join dim_date d on d.date_key = f.date_key where d.year_number = 2024

-- answer: Average basket value
select sum(f.net_amount) / count(distinct f.basket_number) from fact_sales f
-- or
select sum(f.gross_amount) / count(distinct f.basket_number) from fact_sales f

-- then: by store format
select s.store_format, sum(f.net_amount) / count(distinct f.basket_number) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_store s on s.store_key = f.store_key group by 1
-- or
select s.store_format, sum(f.gross_amount) / count(distinct f.basket_number) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_store s on s.store_key = f.store_key group by 1

-- answer: What share of sales comes from members?
select sum(f.net_amount) filter (where f.member_key is not null) / sum(f.net_amount) from fact_sales f
-- or
select 100 * sum(f.net_amount) filter (where f.member_key is not null) / sum(f.net_amount) from fact_sales f
-- or
select sum(f.gross_amount) filter (where f.member_key is not null) / sum(f.gross_amount) from fact_sales f
-- or
select 100 * sum(f.gross_amount) filter (where f.member_key is not null) / sum(f.gross_amount) from fact_sales f

-- answer: How many baskets were without a loyalty card?
select count(distinct basket_number) from fact_sales where member_key is null

-- answer: Sales of own label products by department
select p.department, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key where p.is_own_label group by 1
-- or
select p.department, sum(f.gross_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key where p.is_own_label group by 1
-- or
select p.department, sum(f.quantity) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key where p.is_own_label group by 1

-- answer: Discount given per promotion
select p.promotion_name, sum(f.discount_amount) from fact_sales f join dim_promotion p on p.promotion_key = f.promotion_key where p.promotion_key <> 0 group by 1
-- or
select p.promotion_name, sum(f.discount_amount) from fact_sales f join dim_promotion p on p.promotion_key = f.promotion_key group by 1

-- answer: Which promotion brought the most sales?
select p.promotion_name, sum(f.net_amount) from fact_sales f join dim_promotion p on p.promotion_key = f.promotion_key where p.promotion_key <> 0 group by 1 order by 2 desc limit 1
-- or
select p.promotion_name, sum(f.gross_amount) from fact_sales f join dim_promotion p on p.promotion_key = f.promotion_key where p.promotion_key <> 0 group by 1 order by 2 desc limit 1

-- answer: Weekend sales vs weekday sales
select d.is_weekend, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key group by 1
-- or
select d.is_weekend, sum(f.gross_amount) from fact_sales f join dim_date d on d.date_key = f.date_key group by 1
-- or
select sum(f.net_amount) filter (where d.is_weekend), sum(f.net_amount) filter (where not d.is_weekend) from fact_sales f join dim_date d on d.date_key = f.date_key
-- or
select sum(f.gross_amount) filter (where d.is_weekend), sum(f.gross_amount) filter (where not d.is_weekend) from fact_sales f join dim_date d on d.date_key = f.date_key

-- answer: Gross margin by category
select p.category, sum(f.net_amount - f.cost_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key group by 1
-- or
select p.category, sum(f.gross_amount - f.cost_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key group by 1
-- or
select p.category, sum(f.net_amount - f.cost_amount) / sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key group by 1
-- or
select p.category, 100 * sum(f.net_amount - f.cost_amount) / sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key group by 1

-- answer: Which store had the highest sales in 2025?
select s.store_name, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_store s on s.store_key = f.store_key where d.year_number = 2025 group by 1 order by 2 desc limit 1
-- or
select s.store_name, sum(f.gross_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_store s on s.store_key = f.store_key where d.year_number = 2025 group by 1 order by 2 desc limit 1

-- answer: Net sales per square metre by store
select s.store_name, sum(f.net_amount) / s.floor_area_sqm from fact_sales f join dim_date d on d.date_key = f.date_key join dim_store s on s.store_key = f.store_key group by s.store_name, s.floor_area_sqm

-- answer: how many members opted in to email
select count(*) from dim_member where email_opt_in and member_status = 'Active'
-- or
select count(*) from dim_member where email_opt_in and member_status <> 'Closed'
-- or
select count(*) from dim_member where email_opt_in

-- answer: How many members have never bought anything?
select count(*) from dim_member m where m.member_key not in (select member_key from fact_sales where member_key is not null) and m.member_status = 'Active'
-- or
select count(*) from dim_member m where m.member_key not in (select member_key from fact_sales where member_key is not null) and m.member_status <> 'Closed'
-- or
select count(*) from dim_member m where m.member_key not in (select member_key from fact_sales where member_key is not null)

-- answer: Top 10 members by spend in 2024
select m.card_number, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_member m on m.member_key = f.member_key where d.year_number = 2024 group by 1 order by 2 desc limit 10
-- or
select m.card_number, sum(f.gross_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_member m on m.member_key = f.member_key where d.year_number = 2024 group by 1 order by 2 desc limit 10
-- or
select f.member_key, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.year_number = 2024 and f.member_key is not null group by 1 order by 2 desc limit 10
-- or
select f.member_key, sum(f.gross_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.year_number = 2024 and f.member_key is not null group by 1 order by 2 desc limit 10

-- answer: Gold members in Derby
select count(*) from dim_member where tier = 'Gold' and home_city = 'Derby' and member_status = 'Active'
-- or
select count(*) from dim_member where tier = 'Gold' and home_city = 'Derby' and member_status <> 'Closed'
-- or
select card_number from dim_member where tier = 'Gold' and home_city = 'Derby' and member_status = 'Active'
-- or
select card_number from dim_member where tier = 'Gold' and home_city = 'Derby' and member_status <> 'Closed'
-- or
select member_key from dim_member where tier = 'Gold' and home_city = 'Derby' and member_status = 'Active'
-- or
select member_key from dim_member where tier = 'Gold' and home_city = 'Derby' and member_status <> 'Closed'

-- answer: Number of baskets per store in May 2025
select s.store_name, count(distinct f.basket_number) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_store s on s.store_key = f.store_key where d.year_number = 2025 and d.month_number = 5 group by 1

-- answer: Which express stores do we have?
select store_name from dim_store where store_format = 'Express'
-- or
select store_key from dim_store where store_format = 'Express'
-- or
select store_code from dim_store where store_format = 'Express'

-- answer: Stores opened after 2015
select store_name from dim_store where opened_date >= '2016-01-01'
-- or
select store_key from dim_store where opened_date >= '2016-01-01'
-- or
select store_code from dim_store where opened_date >= '2016-01-01'

-- answer: products without any sales
select product_name from dim_product where product_key not in (select product_key from fact_sales)
-- or
select product_key from dim_product where product_key not in (select product_key from fact_sales)
-- or
select sku from dim_product where product_key not in (select product_key from fact_sales)

-- answer: Compare sales in December 2024 with December 2023
select d.year_number, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.month_number = 12 and d.year_number in (2023, 2024) group by 1
-- or
select date_trunc('month', d.full_date), sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.month_number = 12 and d.year_number in (2023, 2024) group by 1
-- or
select date_trunc('year', d.full_date), sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.month_number = 12 and d.year_number in (2023, 2024) group by 1
-- or
select d.year_number, sum(f.gross_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.month_number = 12 and d.year_number in (2023, 2024) group by 1
-- or
select date_trunc('month', d.full_date), sum(f.gross_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.month_number = 12 and d.year_number in (2023, 2024) group by 1
-- or
select date_trunc('year', d.full_date), sum(f.gross_amount) from fact_sales f join dim_date d on d.date_key = f.date_key where d.month_number = 12 and d.year_number in (2023, 2024) group by 1
-- or
select sum(f.net_amount) filter (where d.year_number = 2024), sum(f.net_amount) filter (where d.year_number = 2023) from fact_sales f join dim_date d on d.date_key = f.date_key where d.month_number = 12
-- or
select sum(f.gross_amount) filter (where d.year_number = 2024), sum(f.gross_amount) filter (where d.year_number = 2023) from fact_sales f join dim_date d on d.date_key = f.date_key where d.month_number = 12

-- answer: Value of vouchers redeemed this year
select sum(r.reward_value) from fact_redemption r join dim_date d on d.date_key = r.date_key where d.year_number = 2025 and r.reward_type = 'Voucher'

-- ordered: Net sales by brand, highest first
select p.brand, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key group by 1 order by 2 desc

-- answer: Beer and wine sales by quarter in 2024
select d.quarter_number, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key where p.category = 'Beer & Wine' and d.year_number = 2024 group by 1
-- or
select date_trunc('quarter', d.full_date), sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key where p.category = 'Beer & Wine' and d.year_number = 2024 group by 1
-- or
select d.quarter_number, sum(f.gross_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key where p.category = 'Beer & Wine' and d.year_number = 2024 group by 1
-- or
select date_trunc('quarter', d.full_date), sum(f.gross_amount) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key where p.category = 'Beer & Wine' and d.year_number = 2024 group by 1
-- or
select d.quarter_number, sum(f.quantity) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key where p.category = 'Beer & Wine' and d.year_number = 2024 group by 1
-- or
select date_trunc('quarter', d.full_date), sum(f.quantity) from fact_sales f join dim_date d on d.date_key = f.date_key join dim_product p on p.product_key = f.product_key where p.category = 'Beer & Wine' and d.year_number = 2024 group by 1

-- answer: How many members shopped last month?
select count(distinct f.member_key) from fact_sales f join dim_date d on d.date_key = f.date_key where d.year_number = 2025 and d.month_number = 5

-- answer: Lapsed members by tier
select tier, count(*) from dim_member where member_status = 'Lapsed' group by 1

-- refuse: How many home deliveries were late?

-- refuse: Out of stock rate by store

-- refuse: footfall per store last week

-- refuse: Who supplies our own label butter?

-- ask: Points per month in 2025
