-- answer: How many wines are still in our range?
select count(*) from dim_wine where delisted_on is null

-- answer: Bottles sold by colour
select w.colour, sum(f.bottles) from fact_sales f join dim_wine w on w.wine_key = f.wine_key group by 1
-- or
select w.colour, sum(f.bottles) from fact_sales f join dim_wine w on w.wine_key = f.wine_key where f.is_sample = 'N' group by 1

-- answer: Net sales by the producer's country
select p.country, sum(f.net_amount) from fact_sales f join dim_wine w on w.wine_key = f.wine_key join dim_producer p on p.producer_key = w.producer_key group by 1

-- then: 2024 only
select p.country, sum(f.net_amount) from fact_sales f join dim_wine w on w.wine_key = f.wine_key join dim_producer p on p.producer_key = w.producer_key where f.order_date_key // 10000 = 2024 group by 1
-- or
select p.country, sum(f.net_amount) from fact_sales f join dim_wine w on w.wine_key = f.wine_key join dim_producer p on p.producer_key = w.producer_key where f.delivery_date_key // 10000 = 2024 group by 1

-- answer: Monthly net sales for last year
select date_trunc('month', d.calendar_date), sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.year_no = 2024 group by 1
-- or
select d.month_no, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.year_no = 2024 group by 1
-- or
select d.month_name, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.year_no = 2024 group by 1
-- or
select date_trunc('month', d.calendar_date), sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.delivery_date_key where d.year_no = 2024 group by 1
-- or
select d.month_no, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.delivery_date_key where d.year_no = 2024 group by 1
-- or
select d.month_name, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.delivery_date_key where d.year_no = 2024 group by 1

-- answer: Our 10 biggest customers by net sales
select c.customer_name, sum(f.net_amount) from fact_sales f join dim_customer c on c.customer_key = f.customer_key group by c.customer_key, 1 order by 2 desc limit 10

-- ordered: Average list price per colour, most expensive first
select colour, avg(list_price) from dim_wine group by 1 order by 2 desc
-- or
select colour, avg(list_price) from dim_wine where delisted_on is null group by 1 order by 2 desc

-- answer: customers per channel
select channel, count(*) from dim_customer group by 1

-- answer: How much did each rep sell in the first quarter of 2025?
select r.rep_name, sum(f.net_amount) from fact_sales f join dim_sales_rep r on r.rep_key = f.rep_key join dim_date d on d.date_key = f.order_date_key where d.year_no = 2025 and d.quarter_no = 1 group by r.rep_key, 1
-- or
select r.rep_name, sum(f.net_amount) from fact_sales f join dim_sales_rep r on r.rep_key = f.rep_key join dim_date d on d.date_key = f.delivery_date_key where d.year_no = 2025 and d.quarter_no = 1 group by r.rep_key, 1
-- or
select r.rep_name, sum(f.net_amount) from fact_sales f left join dim_sales_rep r on r.rep_key = f.rep_key join dim_date d on d.date_key = f.order_date_key where d.year_no = 2025 and d.quarter_no = 1 group by r.rep_key, 1
-- or
select r.rep_name, (select coalesce(sum(f.net_amount), 0) from fact_sales f where f.rep_key = r.rep_key and f.order_date_key between 20250101 and 20250331) from dim_sales_rep r
-- or
select r.rep_name, (select sum(f.net_amount) from fact_sales f where f.rep_key = r.rep_key and f.order_date_key between 20250101 and 20250331) from dim_sales_rep r

-- answer: Net sales minus cost by channel
select c.channel, sum(f.net_amount - f.cost_amount) from fact_sales f join dim_customer c on c.customer_key = f.customer_key group by 1
-- or
select c.channel, sum(f.net_amount - f.cost_amount) from fact_sales f join dim_customer c on c.customer_key = f.customer_key where f.is_sample = 'N' group by 1

-- answer: Which customers have not ordered anything this year?
select c.customer_name from dim_customer c where not exists (select 1 from fact_sales f where f.customer_key = c.customer_key and f.order_date_key >= 20250101)

-- answer: Wines that have never been sold
select w.wine_name from dim_wine w where not exists (select 1 from fact_sales f where f.wine_key = w.wine_key)

-- answer: Producers we carry more than four wines from
select p.producer_name from dim_producer p join dim_wine w on w.producer_key = p.producer_key group by p.producer_key, 1 having count(*) > 4
-- or
select p.producer_name from dim_producer p join dim_wine w on w.producer_key = p.producer_key where w.delisted_on is null group by p.producer_key, 1 having count(*) > 4

-- answer: What share of the bottles sold came from organic producers?
select 100.0 * sum(case when p.organic_certified = 'Y' then f.bottles else 0 end) / sum(f.bottles) from fact_sales f join dim_wine w on w.wine_key = f.wine_key join dim_producer p on p.producer_key = w.producer_key
-- or
select 1.0 * sum(case when p.organic_certified = 'Y' then f.bottles else 0 end) / sum(f.bottles) from fact_sales f join dim_wine w on w.wine_key = f.wine_key join dim_producer p on p.producer_key = w.producer_key
-- or
select 100.0 * sum(case when p.organic_certified = 'Y' then f.bottles else 0 end) / sum(f.bottles) from fact_sales f join dim_wine w on w.wine_key = f.wine_key join dim_producer p on p.producer_key = w.producer_key where f.is_sample = 'N'
-- or
select 1.0 * sum(case when p.organic_certified = 'Y' then f.bottles else 0 end) / sum(f.bottles) from fact_sales f join dim_wine w on w.wine_key = f.wine_key join dim_producer p on p.producer_key = w.producer_key where f.is_sample = 'N'

-- answer: Sample bottles handed out per rep
select r.rep_name, sum(f.bottles) from fact_sales f join dim_sales_rep r on r.rep_key = f.rep_key where f.is_sample = 'Y' group by r.rep_key, 1
-- or
select r.rep_name, sum(f.bottles) from fact_sales f left join dim_sales_rep r on r.rep_key = f.rep_key where f.is_sample = 'Y' group by r.rep_key, 1

-- answer: Bottles in stock per warehouse at the end of May 2025
select warehouse, sum(bottles_on_hand) from fact_stock where date_key = 20250531 group by 1

-- then: and per colour
select w.colour, sum(s.bottles_on_hand) from fact_stock s join dim_wine w on w.wine_key = s.wine_key where s.date_key = 20250531 group by 1
-- or
select s.warehouse, w.colour, sum(s.bottles_on_hand) from fact_stock s join dim_wine w on w.wine_key = s.wine_key where s.date_key = 20250531 group by 1, 2

-- answer: Which wine do we have the most bottles of in stock at the moment?
select w.wine_name from fact_stock s join dim_wine w on w.wine_key = s.wine_key where s.date_key = 20250531 group by w.wine_key, 1 order by sum(s.bottles_on_hand) desc limit 1

-- answer: Stock value at the end of each month in 2024
select date_trunc('month', d.calendar_date), sum(s.stock_value) from fact_stock s join dim_date d on d.date_key = s.date_key where d.year_no = 2024 group by 1
-- or
select d.calendar_date, sum(s.stock_value) from fact_stock s join dim_date d on d.date_key = s.date_key where d.year_no = 2024 group by 1
-- or
select d.month_no, sum(s.stock_value) from fact_stock s join dim_date d on d.date_key = s.date_key where d.year_no = 2024 group by 1
-- or
select d.month_name, sum(s.stock_value) from fact_stock s join dim_date d on d.date_key = s.date_key where d.year_no = 2024 group by 1

-- answer: How many days on average between order and delivery?
select avg(b.calendar_date - a.calendar_date) from fact_sales f join dim_date a on a.date_key = f.order_date_key join dim_date b on b.date_key = f.delivery_date_key
-- or
select avg(days) from (select distinct f.order_no, b.calendar_date - a.calendar_date as days from fact_sales f join dim_date a on a.date_key = f.order_date_key join dim_date b on b.date_key = f.delivery_date_key)

-- answer: How many orders are not delivered yet?
select count(distinct order_no) from fact_sales where delivery_date_key is null

-- answer: Duty paid per year
select d.year_no, sum(f.duty_paid) from fact_import f join dim_date d on d.date_key = f.arrival_date_key group by 1
-- or
select date_trunc('year', d.calendar_date), sum(f.duty_paid) from fact_import f join dim_date d on d.date_key = f.arrival_date_key group by 1
-- or
select d.year_no, sum(f.duty_paid) from fact_import f join dim_date d on d.date_key = f.order_date_key group by 1
-- or
select date_trunc('year', d.calendar_date), sum(f.duty_paid) from fact_import f join dim_date d on d.date_key = f.order_date_key group by 1

-- answer: Shipments still on their way to us
select distinct shipment_no from fact_import where arrival_date_key is null
-- or
select count(distinct shipment_no) from fact_import where arrival_date_key is null

-- answer: How many shipments arrived after the expected date, by port?
select port, count(distinct shipment_no) from fact_import where arrival_date_key > expected_date_key group by 1

-- answer: How many bottles did we bring in from Italy in 2024?
select sum(f.bottles) from fact_import f join dim_wine w on w.wine_key = f.wine_key join dim_producer p on p.producer_key = w.producer_key where p.country = 'Italy' and f.arrival_date_key // 10000 = 2024
-- or
select sum(f.bottles) from fact_import f join dim_wine w on w.wine_key = f.wine_key join dim_producer p on p.producer_key = w.producer_key where p.country = 'Italy' and f.order_date_key // 10000 = 2024

-- answer: Net sales of May 2025 against May 2024
select d.year_no, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.month_no = 5 and d.year_no in (2024, 2025) group by 1
-- or
select date_trunc('month', d.calendar_date), sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.month_no = 5 and d.year_no in (2024, 2025) group by 1
-- or
select sum(f.net_amount) filter (where d.year_no = 2025), sum(f.net_amount) filter (where d.year_no = 2024) from fact_sales f join dim_date d on d.date_key = f.order_date_key where d.month_no = 5
-- or
select d.year_no, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.delivery_date_key where d.month_no = 5 and d.year_no in (2024, 2025) group by 1
-- or
select date_trunc('month', d.calendar_date), sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.delivery_date_key where d.month_no = 5 and d.year_no in (2024, 2025) group by 1
-- or
select sum(f.net_amount) filter (where d.year_no = 2025), sum(f.net_amount) filter (where d.year_no = 2024) from fact_sales f join dim_date d on d.date_key = f.delivery_date_key where d.month_no = 5

-- answer: What was our best month ever for net sales?
select date_trunc('month', d.calendar_date), sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key group by 1 order by 2 desc limit 1
-- or
select d.year_no, d.month_no, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key group by 1, 2 order by 3 desc limit 1
-- or
select d.year_no, d.month_name, sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.order_date_key group by 1, 2 order by 3 desc limit 1
-- or
select date_trunc('month', d.calendar_date), sum(f.net_amount) from fact_sales f join dim_date d on d.date_key = f.delivery_date_key group by 1 order by 2 desc limit 1

-- answer: Which customers are on stop?
select customer_name from dim_customer where credit_status = 'On stop'

-- answer: Different customers that ordered in April 2025, by sales area
select c.sales_area, count(distinct f.customer_key) from fact_sales f join dim_customer c on c.customer_key = f.customer_key where f.order_date_key between 20250401 and 20250430 group by 1
-- or
select r.sales_area, count(distinct f.customer_key) from fact_sales f join dim_sales_rep r on r.rep_key = f.rep_key where f.order_date_key between 20250401 and 20250430 group by 1

-- answer: What is the average value of an order?
select sum(net_amount) / count(distinct order_no) from fact_sales
-- or
select sum(net_amount) / count(distinct order_no) from fact_sales where is_sample = 'N'

-- answer: Best selling grape in supermarkets
select w.grape, sum(f.bottles) from fact_sales f join dim_wine w on w.wine_key = f.wine_key join dim_customer c on c.customer_key = f.customer_key where c.channel = 'Supermarket' group by 1 order by 2 desc limit 1
-- or
select w.grape, sum(f.net_amount) from fact_sales f join dim_wine w on w.wine_key = f.wine_key join dim_customer c on c.customer_key = f.customer_key where c.channel = 'Supermarket' group by 1 order by 2 desc limit 1

-- answer: Wines above 14.5% alcohol
select wine_name from dim_wine where alcohol_pct > 14.5

-- refuse: Average tasting score by producer

-- refuse: Net sales against budget this year

-- refuse: How many bottles came back corked?

-- refuse: What do competitors charge for Prosecco?

-- refuse: Monthly rent of the warehouses

-- ask: Bottles by country
