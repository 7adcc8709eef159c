-- answer: How many boats do we have by type?
select boat_type, count(*) from boat group by 1

-- then: longer than 12 metres
select boat_type, count(*) from boat where len_m > 12 group by 1

-- answer: average length of our sail boats
select avg(len_m) from boat where boat_type = 'Sail'

-- answer: which customers own more than 3 boats?
select cust_name from boat join cust using (cust_no) group by cust_no, cust_name having count(*) > 3

-- answer: Customers without a boat
select cust_name from cust where cust_no not in (select cust_no from boat)

-- answer: how many charter customers are from Falmouth
select count(*) from cust where cust_type = 'Charter' and town = 'Falmouth'

-- ordered: rank the towns by number of customers, highest first
select town, count(*) from cust group by 1 order by 2 desc

-- answer: Contract revenue per year by contract type
select year(start_dt), contr_type, sum(contr_amt) from contract group by 1, 2
-- or
select date_trunc('year', start_dt), contr_type, sum(contr_amt) from contract group by 1, 2
-- or
select date_trunc('year', start_dt), contr_type, sum(contr_amt) from contract where canc_dt is null group by 1, 2
-- or
select year(start_dt), contr_type, sum(contr_amt) from contract where canc_dt is null group by 1, 2

-- answer: number of annual contracts starting in 2025 that were not cancelled
select count(*) from contract where contr_type = 'Annual' and year(start_dt) = 2025 and canc_dt is null

-- answer: how many contracts got cancelled in 2024
select count(*) from contract where year(canc_dt) = 2024

-- answer: Which boats have never had a contract?
select boat_name from boat where boat_no not in (select boat_no from contract)

-- answer: top 3 berths by visitor nights
select berth_no, sum(nights) from visit group by 1 order by 2 desc limit 3

-- answer: Visit fees by pier in 2024
select pier, sum(fee_amt) from visit join berth using (berth_no) where year(arr_dt) = 2024 group by 1

-- answer: visits per month this year
select date_trunc('month', arr_dt), count(*) from visit where year(arr_dt) = 2025 group by 1

-- answer: what's the average stay in nights for French boats (flag FR)?
select avg(nights) from visit where flag_cd = 'FR'

-- answer: How many visits had more than 5 crew?
select count(*) from visit where crew_cnt > 5

-- answer: arrivals in July 2024 compared with July 2023
select date_trunc('month', arr_dt), count(*) from visit where (arr_dt >= '2024-07-01' and arr_dt < '2024-08-01') or (arr_dt >= '2023-07-01' and arr_dt < '2023-08-01') group by 1
-- or
select count(*) filter (where arr_dt >= '2024-07-01' and arr_dt < '2024-08-01'), count(*) filter (where arr_dt >= '2023-07-01' and arr_dt < '2023-08-01') from visit

-- answer: who are the visitors still here (no departure date)?
select b.boat_name from visit v join boat b using (boat_no) where v.dep_dt is null
-- or
select v.visit_no from visit v where v.dep_dt is null
-- or
select distinct c.cust_name from visit v join boat b using (boat_no) join cust c using (cust_no) where v.dep_dt is null

-- answer: berths without shore power
select berth_no from berth where shore_pwr = 'N'
-- or
select count(*) from berth where shore_pwr = 'N'

-- answer: how many berths are under repair on each pier
select pier, count(*) from berth where berth_stat = 'REPAIR' group by 1

-- answer: litres of diesel sold by quarter in 2024
select date_trunc('quarter', sale_dt), sum(litres) from fuel_sale where fuel_type = 'Diesel' and year(sale_dt) = 2024 group by 1

-- answer: total fuel sales by payment type
select pay_type, sum(sale_amt) from fuel_sale group by 1
-- or
select pay_type, count(*) from fuel_sale group by 1

-- answer: What percentage of fuel revenue comes from petrol?
select sum(case when fuel_type = 'Petrol' then sale_amt else 0 end) / sum(sale_amt) from fuel_sale
-- or
select 100 * sum(case when fuel_type = 'Petrol' then sale_amt else 0 end) / sum(sale_amt) from fuel_sale

-- answer: average diesel price per litre by year
select year(sale_dt), avg(unit_price) from fuel_sale where fuel_type = 'Diesel' group by 1
-- or
select date_trunc('year', sale_dt), avg(unit_price) from fuel_sale where fuel_type = 'Diesel' group by 1
-- or
select year(sale_dt), sum(sale_amt) / sum(litres) from fuel_sale where fuel_type = 'Diesel' group by 1

-- answer: labour hours by technician in 2024
select tech_name, sum(labor_hrs) from work_ord join tech using (tech_no) where year(open_dt) = 2024 group by 1
-- or
select tech_name, sum(labor_hrs) from work_ord join tech using (tech_no) where year(close_dt) = 2024 group by 1
-- or
select tech_name, coalesce(sum(labor_hrs), 0) from tech left join work_ord on work_ord.tech_no = tech.tech_no and year(open_dt) = 2024 group by 1

-- answer: Which technicians have no work orders yet?
select tech_name from tech where tech_no not in (select tech_no from work_ord where tech_no is not null)

-- answer: most expensive work order ever, and which boat was it for
select wo_no, boat_name, tot_amt from work_ord join boat using (boat_no) order by tot_amt desc limit 1
-- or
select boat_name, tot_amt from work_ord join boat using (boat_no) order by tot_amt desc limit 1

-- answer: average time from open to close of work orders in days, by job type
select job_type, avg(close_dt - open_dt) from work_ord where close_dt is not null group by 1

-- answer: work orders with parts over 1000
select wo_no from work_ord where parts_amt > 1000
-- or
select count(*) from work_ord where parts_amt > 1000

-- answer: oldest boat on our books
select boat_name, build_yr from boat where build_yr = (select min(build_yr) from boat)
-- or
select boat_name, build_yr from boat where build_yr is not null order by build_yr, boat_no limit 1
-- or
select boat_name, build_yr from boat where build_yr is not null order by build_yr, boat_no desc limit 1

-- refuse: how deep is the water at each berth

-- refuse: Which boats have expired insurance?

-- refuse: electricity consumption per pier last winter

-- refuse: average customer satisfaction with the yard

-- ask: total amount per customer
