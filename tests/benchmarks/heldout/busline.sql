-- answer: How many passengers did we carry in 2024?
select sum(pax_cnt) from trp where year(svc_dt) = 2024

-- then: by route type
select rte_typ, sum(pax_cnt) from trp join rte using (rte_no) where year(svc_dt) = 2024 group by 1

-- then: only the night routes
select rte_typ, sum(pax_cnt) from trp join rte using (rte_no) where year(svc_dt) = 2024 and rte_typ = 'Night' group by 1
-- or
select rte_nm, sum(pax_cnt) from trp join rte using (rte_no) where year(svc_dt) = 2024 and rte_typ = 'Night' group by 1
-- or
select sum(pax_cnt) from trp join rte using (rte_no) where year(svc_dt) = 2024 and rte_typ = 'Night'

-- answer: Average delay in minutes per route
select rte_nm, avg(dly_min) from trp join rte using (rte_no) group by rte_no, 1
-- or
select rte_no, avg(dly_min) from trp group by 1

-- ordered: Top 5 routes by ticket sales amount
select rte_nm, sum(amt) from tkt_sale join rte using (rte_no) group by rte_no, 1 order by 2 desc limit 5
-- or
select rte_no, sum(amt) from tkt_sale where rte_no is not null group by 1 order by 2 desc limit 5

-- answer: number of buses by fuel type
select fuel_typ, count(*) from veh group by 1
-- or
select fuel_typ, count(*) from veh where wdrn_dt is null group by 1

-- answer: How many trips were cancelled last month?
select count(*) from trp where trp_sts = 'Cancelled' and svc_dt >= '2025-05-01' and svc_dt < '2025-06-01'

-- answer: cancelled trips by reason
select canc_rsn, count(*) from trp where trp_sts = 'Cancelled' group by 1

-- answer: What share of trips was cancelled, by route?
select rte_nm, count(*) filter (trp_sts = 'Cancelled') / count(*) from trp join rte using (rte_no) group by rte_no, 1
-- or
select rte_nm, 100 * count(*) filter (trp_sts = 'Cancelled') / count(*) from trp join rte using (rte_no) group by rte_no, 1
-- or
select rte_nm, count(*) / (select count(*) from trp where trp_sts = 'Cancelled') from trp join rte using (rte_no) where trp_sts = 'Cancelled' group by rte_no, 1
-- or
select rte_nm, 100 * count(*) / (select count(*) from trp where trp_sts = 'Cancelled') from trp join rte using (rte_no) where trp_sts = 'Cancelled' group by rte_no, 1

-- answer: Ticket revenue per month in 2024
select date_trunc('month', sale_dt)::date, sum(amt) from tkt_sale where year(sale_dt) = 2024 group by 1

-- answer: ticket revenue this year vs the same period last year
select sum(amt) filter (sale_dt >= '2025-01-01' and sale_dt <= '2025-06-18'), sum(amt) filter (sale_dt >= '2024-01-01' and sale_dt <= '2024-06-18') from tkt_sale
-- or
select sum(amt) filter (sale_dt >= '2025-01-01' and sale_dt < '2025-06-18'), sum(amt) filter (sale_dt >= '2024-01-01' and sale_dt < '2024-06-18') from tkt_sale
-- or
select date_trunc('year', sale_dt)::date, sum(amt) from tkt_sale where year(sale_dt) in (2024, 2025) and strftime(sale_dt, '%m-%d') <= '06-18' group by 1
-- or
select date_trunc('year', sale_dt)::date, sum(amt) from tkt_sale where year(sale_dt) in (2024, 2025) and strftime(sale_dt, '%m-%d') < '06-18' group by 1

-- answer: How many tickets of each type were sold through the app?
select tkt_typ, sum(qty) from tkt_sale where sale_chnl = 'App' group by 1

-- answer: Which buses have never broken down?
select veh_no from veh v where not exists (from brkdwn b where b.veh_no = v.veh_no)

-- answer: repair cost by fault type in 2024
select flt_typ, sum(rpr_cst) from brkdwn where year(bd_dt) = 2024 group by 1

-- answer: Drivers who have left the company
select drv_nm from drv where term_dt is not null
-- or
select count(*) from drv where term_dt is not null

-- answer: How many full-time drivers do we have at each depot?
select dpt_nm, count(*) from drv join dpt using (dpt_cd) where full_tm_ind = 'Y' group by 1
-- or
select dpt_nm, count(*) from drv join dpt using (dpt_cd) where full_tm_ind = 'Y' and term_dt is null group by 1

-- answer: Which drivers' licences expire in 2025?
select drv_nm from drv where year(lic_exp_dt) = 2025
-- or
select drv_nm from drv where year(lic_exp_dt) = 2025 and term_dt is null

-- answer: Total litres of fuel per depot and quarter in 2024
select dpt_nm, date_trunc('quarter', trx_dt)::date, sum(ltr) from fuel_trx join dpt using (dpt_cd) where year(trx_dt) = 2024 group by all
-- or
select dpt_cd, date_trunc('quarter', trx_dt)::date, sum(ltr) from fuel_trx where year(trx_dt) = 2024 group by all
-- or
select dpt_nm, date_trunc('quarter', trx_dt)::date, sum(ltr) from fuel_trx join veh using (veh_no) join dpt on dpt.dpt_cd = veh.dpt_cd where year(trx_dt) = 2024 group by all

-- answer: average fuel cost per litre by year
select date_trunc('year', trx_dt)::date, sum(fuel_cst) / sum(ltr) from fuel_trx group by 1
-- or
select year(trx_dt), sum(fuel_cst) / sum(ltr) from fuel_trx group by 1
-- or
select date_trunc('year', trx_dt)::date, avg(fuel_cst / ltr) from fuel_trx group by 1

-- answer: complaints about driver conduct per month this year
select date_trunc('month', rcvd_dt)::date, count(*) from cmpl where cmpl_typ = 'Driver conduct' and year(rcvd_dt) = 2025 group by 1

-- answer: How many complaints are still open?
select count(*) from cmpl where clsd_dt is null

-- answer: Which driver got the most complaints?
select drv_nm from cmpl join drv using (drv_id) group by drv_id, 1 order by count(*) desc limit 1

-- answer: average days from receiving a complaint to closing it
select avg(clsd_dt - rcvd_dt) from cmpl

-- answer: Total purchase cost of electric vehicles
select sum(purch_cst) from veh where fuel_typ = 'Electric'

-- answer: What is the longest route?
select rte_nm from rte order by len_km desc limit 1

-- answer: Trips on the Airport Shuttle that were more than 15 minutes late, count
select count(*) from trp join rte using (rte_no) where rte_nm = 'Airport Shuttle' and dly_min > 15

-- answer: Routes with fewer than 100 trips
select rte_nm from rte left join trp using (rte_no) group by rte_no, 1 having count(trp_id) < 100
-- or
select rte_nm from rte join trp using (rte_no) group by rte_no, 1 having count(trp_id) < 100

-- answer: oldest bus still in service
select veh_no from veh where wdrn_dt is null order by purch_dt limit 1

-- answer: avrage passengers per trip by vehicle type
select veh_typ, avg(pax_cnt) from trp join veh using (veh_no) group by 1
-- or
select veh_typ, avg(pax_cnt) from trp join veh using (veh_no) where trp_sts <> 'Cancelled' group by 1
-- or
select veh_typ, avg(pax_cnt) from trp join veh using (veh_no) where trp_sts = 'Operated' group by 1

-- ask: cost by vehicle

-- ask: Which route is the worst?

-- refuse: How many passengers got on at each stop?

-- refuse: What do we pay our drivers?

-- refuse: number of accidents per depot

-- refuse: average CO2 emission per bus
