-- answer: how many members do we have?
select count(*) from dim_member
-- or
select count(*) from dim_member where left_on is null

-- answer: tonnes delivered in 2024
select sum(tonnes) from fact_delivery where delivery_date_key // 10000 = 2024

-- then: by product
select product_name, sum(tonnes) from fact_delivery join dim_product using (product_key) where delivery_date_key // 10000 = 2024 group by 1

-- ordered: Top 10 farms by delivered tonnes
select farm_name, sum(tonnes) from fact_delivery join dim_member using (member_key) group by member_key, 1 order by 2 desc limit 10

-- answer: average price per tonne by product
select product_name, avg(price_per_tonne) from fact_delivery join dim_product using (product_key) group by 1
-- or
select product_name, sum(gross_amount) / sum(tonnes) from fact_delivery join dim_product using (product_key) group by 1

-- answer: How many deliveries did each depot get last month?
select depot_name, count(*) from fact_delivery join dim_depot using (depot_key) where delivery_date_key // 100 = 202505 group by 1
-- or
select depot_name, count(delivery_id) from dim_depot left join fact_delivery on dim_depot.depot_key = fact_delivery.depot_key and delivery_date_key // 100 = 202505 group by 1

-- answer: sales revenue by country of the buyer in 2024
select country, sum(revenue) from fact_sale join dim_buyer using (buyer_key) where sale_date_key // 10000 = 2024 group by 1

-- answer: which buyer bought the most wheat?
select buyer_name from fact_sale join dim_buyer using (buyer_key) join dim_product using (product_key) where product_name = 'Winter Wheat' group by 1 order by sum(tonnes) desc limit 1

-- answer: what share of our members is organic?
select avg(is_organic::int) from dim_member
-- or
select 100 * avg(is_organic::int) from dim_member
-- or
select avg(is_organic::int) from dim_member where left_on is null
-- or
select 100 * avg(is_organic::int) from dim_member where left_on is null

-- answer: members who have never delivered anything
select farm_name from dim_member where member_key not in (select member_key from fact_delivery)
-- or
select owner_name from dim_member where member_key not in (select member_key from fact_delivery)
-- or
select count(*) from dim_member where member_key not in (select member_key from fact_delivery)

-- answer: average moisture by product
select product_name, avg(moisture_pct) from fact_delivery join dim_product using (product_key) group by 1

-- answer: delivered tonnes per month in 2024
select delivery_date_key // 100 % 100, sum(tonnes) from fact_delivery where delivery_date_key // 10000 = 2024 group by 1
-- or
select month_name, sum(tonnes) from fact_delivery join dim_date on date_key = delivery_date_key where calendar_year = 2024 group by 1
-- or
select date_trunc('month', full_date), sum(tonnes) from fact_delivery join dim_date on date_key = delivery_date_key where calendar_year = 2024 group by 1

-- answer: deductions as a percentage of the gross amount by depot
select depot_name, sum(deduction_amount) / sum(gross_amount) from fact_delivery join dim_depot using (depot_key) group by 1
-- or
select depot_name, 100 * sum(deduction_amount) / sum(gross_amount) from fact_delivery join dim_depot using (depot_key) group by 1

-- answer: how many deliveries have not been paid yet?
select count(*) from fact_delivery where payment_date_key is null

-- answer: number of deliveries by grade
select grade_label, count(*) from fact_delivery join dim_grade using (grade_code) group by 1

-- answer: members by county
select county, count(*) from dim_member group by 1
-- or
select county, count(*) from dim_member where left_on is null group by 1

-- answer: total hectares by farm type
select farm_type, sum(hectares) from dim_member group by 1

-- answer: which depot has the largest capacity?
select depot_name from dim_depot order by capacity_tonnes desc limit 1

-- answer: revenue in Q1 2025 compared to Q1 2024
select sum(revenue) filter (where sale_date_key between 20250101 and 20250331), sum(revenue) filter (where sale_date_key between 20240101 and 20240331) from fact_sale
-- or
select sale_date_key // 10000, sum(revenue) from fact_sale where sale_date_key between 20250101 and 20250331 or sale_date_key between 20240101 and 20240331 group by 1

-- answer: members with more than 35 deliveries
select farm_name from fact_delivery join dim_member using (member_key) group by member_key, 1 having count(*) > 35
-- or
select owner_name from fact_delivery join dim_member using (member_key) group by member_key, 1 having count(*) > 35
-- or
select count(*) from (select member_key from fact_delivery group by 1 having count(*) > 35)

-- answer: How many members hold the EU Organic certificate?
select count(distinct member_key) from member_certificate join dim_certificate using (certificate_key) where certificate_name = 'EU Organic'

-- answer: members without any certificate by county
select county, count(*) from dim_member where member_key not in (select member_key from member_certificate) group by 1

-- answer: on which weekday do we get the most deliveries?
select weekday_name from fact_delivery join dim_date on date_key = delivery_date_key group by 1 order by count(*) desc limit 1

-- answer: average tonnes per delivery by farm type
select farm_type, avg(tonnes) from fact_delivery join dim_member using (member_key) group by 1

-- answer: rejected deliveries this year by depot
select depot_name, count(*) from fact_delivery join dim_depot using (depot_key) where grade_code = 'R' and delivery_date_key // 10000 = 2025 group by 1

-- refuse: rainfall by county
-- refuse: how many tractors do our members own?
-- refuse: diesel consumption per farm
-- refuse: subsidies paid to members in 2024
-- refuse: how many tonnes of potatoes were delivered?
-- refuse: expected harvest next year
