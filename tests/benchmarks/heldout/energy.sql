-- answer: How many customers are there?
select count(*) from cust

-- answer: customers by city
select city, count(*) from cust group by 1

-- answer: number of customers per customer type
select cust_typ, count(*) from cust group by 1

-- answer: how many active customers do we have
select count(*) from cust where actv_flg = 1

-- answer: Invoices per month
select date_trunc('month', inv_dt), count(*) from inv group by 1

-- answer: Total invoice amount by year
select year(inv_dt), sum(tot_amt) from inv group by 1
-- or
select date_trunc('year', inv_dt), sum(tot_amt) from inv group by 1
-- or
select year(inv_dt), sum(tot_amt) from inv where inv_stat <> 'cancelled' group by 1
-- or
select date_trunc('year', inv_dt), sum(tot_amt) from inv where inv_stat <> 'cancelled' group by 1

-- answer: Total tax amount in 2024
select sum(tax_amt) from inv where year(inv_dt) = 2024

-- answer: average net amount per invoice
select avg(net_amt) from inv

-- answer: How many invoices are overdue?
select count(*) from inv where inv_stat = 'overdue'

-- answer: how many invoices have no paid date
select count(*) from inv where paid_dt is null

-- answer: Meters by type
select mtr_typ, count(*) from mtr group by 1

-- answer: How many meters were installed in 2024?
select count(*) from mtr where year(instl_dt) = 2024

-- answer: Visits by visit type
select visit_typ, count(*) from svc_visit group by 1

-- answer: average visit duration per technician
select t.tech_nm, avg(v.dur_min) from svc_visit v join tech t using (tech_id) group by 1
-- or
select t.tech_nm, avg(v.dur_min) from tech t left join svc_visit v using (tech_id) group by 1

-- ordered: Top 5 technicians by number of visits
select t.tech_nm, count(*) from svc_visit v join tech t using (tech_id) group by 1 order by 2 desc limit 5
-- or
select t.tech_nm, count(*) from svc_visit v join tech t using (tech_id) where v.visit_stat = 'completed' group by 1 order by 2 desc limit 5

-- answer: completed visits last month
select count(*) from svc_visit where visit_stat = 'completed' and compl_dt between '2025-05-01' and '2025-05-31'
-- or
select count(*) from svc_visit where visit_stat = 'completed' and sched_dt between '2025-05-01' and '2025-05-31'

-- answer: Tariffs with a unit price above 0.30
select trf_nm from trf where unit_price > 0.30

-- answer: What is the cheapest tariff per unit?
select trf_nm from trf order by unit_price limit 1

-- answer: number of contracts by tariff
select t.trf_nm, count(*) from ctr c join trf t using (trf_id) group by 1
-- or
select t.trf_nm, count(c.ctr_id) from trf t left join ctr c using (trf_id) group by 1

-- answer: How many tariffs are green?
select count(*) from trf where green_flg = 1

-- answer: Average customer rating by depot
select t.depot, avg(v.cust_rating) from svc_visit v join tech t using (tech_id) group by 1

-- answer: how many custmers have no email
select count(*) from cust where email is null

-- answer: How many meter readings were estimated?
select count(*) from mtr_rdg where est_flg = 'Y'

-- answer: highest invoice total
select max(tot_amt) from inv
-- or
select max(tot_amt) from inv where inv_stat <> 'cancelled'

-- ordered: Invoice total by customer type, largest first
select c.cust_typ, sum(i.tot_amt) from inv i join cust c using (cust_id) group by 1 order by 2 desc
-- or
select c.cust_typ, sum(i.tot_amt) from inv i join cust c using (cust_id) where i.inv_stat <> 'cancelled' group by 1 order by 2 desc

-- answer: contracts started per quarter in 2024
select date_trunc('quarter', start_dt), count(*) from ctr where year(start_dt) = 2024 group by 1

-- answer: What share of visits was cancelled?
select 1.0 * count(*) filter (where visit_stat = 'cancelled') / count(*) from svc_visit
-- or
select 100.0 * count(*) filter (where visit_stat = 'cancelled') / count(*) from svc_visit

-- answer: How many customers in Oslo signed up after January 1st 2023?
select count(*) from cust where city = 'Oslo' and signup_dt > '2023-01-01'
-- or
select count(*) from cust where city = 'Oslo' and signup_dt >= '2023-01-01'

-- answer: How many customers never had a technician visit?
select count(*) from cust c where not exists (select 1 from svc_visit v where v.cust_id = c.cust_id)
-- or
select count(*) from cust c where not exists (select 1 from svc_visit v where v.cust_id = c.cust_id and v.visit_stat = 'completed')

-- answer: Total meter reading at the end of 2024 by meter type
select m.mtr_typ, sum(r.rdg_val) from mtr_rdg r join mtr m using (mtr_id) where r.rdg_dt = '2024-12-31' group by 1

-- answer: How many invoices issued in 2024 were paid after the due date?
select count(*) from inv where year(inv_dt) = 2024 and paid_dt > due_dt

-- answer: Average number of days from invoice date to payment by customer type
select c.cust_typ, avg(i.paid_dt - i.inv_dt) from inv i join cust c using (cust_id) where i.paid_dt is not null group by 1

-- answer: Electric consumption in 2024
select sum(coalesce(e.rdg_val, 0) - coalesce(s.rdg_val, 0)) from mtr m left join mtr_rdg e on e.mtr_id = m.mtr_id and e.rdg_dt = '2024-12-31' left join mtr_rdg s on s.mtr_id = m.mtr_id and s.rdg_dt = '2023-12-31' where m.mtr_typ = 'electric'
-- or
select sum(d) from (select rdg_dt, rdg_val - lag(rdg_val) over (partition by mtr_id order by rdg_dt) d from mtr_rdg join mtr using (mtr_id) where mtr_typ = 'electric') where year(rdg_dt) = 2024

-- answer: How many customers in Bergen have an active contract on a green tariff?
select count(distinct c.cust_id) from cust c join ctr k using (cust_id) join trf t using (trf_id) where c.city = 'Bergen' and k.ctr_stat = 'active' and t.green_flg = 1

-- refuse: CO2 emissions per customer
-- refuse: average call centre waiting time last month
-- refuse: How many solar panels did we install in 2024?
-- refuse: Why did the invoiced amount go down in May?

-- ask: How many were cancelled last year?
-- ask: average amount per month in 2024
