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

-- answer: How much money do customers still owe us?
select sum(tot_amt) from inv where inv_stat in ('open', 'overdue')
-- or
select sum(tot_amt) from inv where inv_stat in ('overdue')

-- then: split by customer type
select c.cust_typ, sum(i.tot_amt) from inv i join cust c using (cust_id) where i.inv_stat in ('open', 'overdue') group by 1
-- or
select c.cust_typ, sum(i.tot_amt) from inv i join cust c using (cust_id) where i.inv_stat in ('overdue') group by 1

-- answer: what did we invoice last week?
select sum(tot_amt) from inv where inv_dt >= '2025-06-09' and inv_dt < '2025-06-16'
-- or
select sum(tot_amt) from inv where inv_dt >= '2025-06-09' and inv_dt < '2025-06-16' and inv_stat <> 'cancelled'
-- or
select sum(net_amt) from inv where inv_dt >= '2025-06-09' and inv_dt < '2025-06-16'
-- or
select sum(net_amt) from inv where inv_dt >= '2025-06-09' and inv_dt < '2025-06-16' and inv_stat <> 'cancelled'

-- answer: how many jobs does Dina Moen have lined up?
select count(*) from svc_visit v join tech t using (tech_id) where t.tech_nm = 'Dina Moen' and v.visit_stat = 'scheduled'
-- or
select count(*) from svc_visit v join tech t using (tech_id) where t.tech_nm = 'Dina Moen' and v.sched_dt >= '2025-06-18'

-- then: and Cato Lund?
select count(*) from svc_visit v join tech t using (tech_id) where t.tech_nm = 'Cato Lund' and v.visit_stat = 'scheduled'
-- or
select count(*) from svc_visit v join tech t using (tech_id) where t.tech_nm = 'Cato Lund' and v.sched_dt >= '2025-06-18'

-- answer: repairs finished each month this year
select date_trunc('month', compl_dt), count(*) from svc_visit where visit_typ = 'repair' and visit_stat = 'completed' and year(compl_dt) = 2025 group by 1
-- or
select date_trunc('month', sched_dt), count(*) from svc_visit where visit_typ = 'repair' and visit_stat = 'completed' and year(sched_dt) = 2025 group by 1

-- then: only the Airport depot
select date_trunc('month', compl_dt), count(*) from svc_visit v join tech t using (tech_id) where visit_typ = 'repair' and visit_stat = 'completed' and t.depot = 'Airport' and year(compl_dt) = 2025 group by 1
-- or
select date_trunc('month', sched_dt), count(*) from svc_visit v join tech t using (tech_id) where visit_typ = 'repair' and visit_stat = 'completed' and t.depot = 'Airport' and year(sched_dt) = 2025 group by 1

-- answer: Which technician do customers rate best?
select t.tech_nm from svc_visit v join tech t using (tech_id) group by 1 order by avg(v.cust_rating) desc limit 1

-- answer: technicians who joined before 2020
select tech_nm from tech where hire_dt < '2020-01-01'

-- answer: how many technicians work out of each depot?
select depot, count(*) from tech group by 1

-- answer: How long does an inspection take on average?
select avg(dur_min) from svc_visit where visit_typ = 'inspection'

-- answer: bills of more than 3000 in 2025, how many were there
select count(*) from inv where tot_amt > 3000 and year(inv_dt) = 2025
-- or
select count(*) from inv where tot_amt > 3000 and year(inv_dt) = 2025 and inv_stat <> 'cancelled'
-- or
select count(*) from inv where net_amt > 3000 and year(inv_dt) = 2025
-- or
select count(*) from inv where net_amt > 3000 and year(inv_dt) = 2025 and inv_stat <> 'cancelled'

-- answer: average bill for our industrial customers in 2024
select avg(i.tot_amt) from inv i join cust c using (cust_id) where c.cust_typ = 'industrial' and year(i.inv_dt) = 2024
-- or
select avg(i.tot_amt) from inv i join cust c using (cust_id) where c.cust_typ = 'industrial' and year(i.inv_dt) = 2024 and i.inv_stat <> 'cancelled'
-- or
select avg(i.net_amt) from inv i join cust c using (cust_id) where c.cust_typ = 'industrial' and year(i.inv_dt) = 2024
-- or
select avg(i.net_amt) from inv i join cust c using (cust_id) where c.cust_typ = 'industrial' and year(i.inv_dt) = 2024 and i.inv_stat <> 'cancelled'

-- then: and commercial?
select avg(i.tot_amt) from inv i join cust c using (cust_id) where c.cust_typ = 'commercial' and year(i.inv_dt) = 2024
-- or
select avg(i.tot_amt) from inv i join cust c using (cust_id) where c.cust_typ = 'commercial' and year(i.inv_dt) = 2024 and i.inv_stat <> 'cancelled'
-- or
select avg(i.net_amt) from inv i join cust c using (cust_id) where c.cust_typ = 'commercial' and year(i.inv_dt) = 2024
-- or
select avg(i.net_amt) from inv i join cust c using (cust_id) where c.cust_typ = 'commercial' and year(i.inv_dt) = 2024 and i.inv_stat <> 'cancelled'

-- answer: gas meters in Bergen
select count(*) from mtr m join cust c using (cust_id) where m.mtr_typ = 'gas' and c.city = 'Bergen'
-- or
select m.serial_no from mtr m join cust c using (cust_id) where m.mtr_typ = 'gas' and c.city = 'Bergen'

-- answer: What is the serial number of our oldest meter?
select serial_no from mtr order by instl_dt limit 1

-- answer: cancelled contracts per tariff
select t.trf_nm, count(*) from ctr c join trf t using (trf_id) where c.ctr_stat = 'cancelled' group by 1
-- or
select t.trf_nm, count(c.ctr_id) from trf t left join ctr c on c.trf_id = t.trf_id and c.ctr_stat = 'cancelled' group by 1

-- answer: Who signed up in 2024 and has no contract yet?
select c.cust_nm from cust c where year(c.signup_dt) = 2024 and not exists (select 1 from ctr x where x.cust_id = c.cust_id)

-- answer: How many customers have more than one meter?
select count(*) from (select cust_id from mtr group by 1 having count(*) > 1)

-- ordered: tariffs by number of running contracts, most popular first
select t.trf_nm, count(*) from ctr c join trf t using (trf_id) where c.ctr_stat = 'active' group by 1 order by 2 desc
-- or
select t.trf_nm, count(c.ctr_id) from trf t left join ctr c on c.trf_id = t.trf_id and c.ctr_stat = 'active' group by 1 order by 2 desc

-- then: the green ones only
select t.trf_nm, count(*) from ctr c join trf t using (trf_id) where c.ctr_stat = 'active' and t.green_flg = 1 group by 1

-- answer: new customers each year
select year(signup_dt), count(*) from cust group by 1
-- or
select date_trunc('year', signup_dt), count(*) from cust group by 1

-- answer: what is the standing charge on Night Saver?
select standing_chg from trf where trf_nm = 'Night Saver'

-- refuse: How many power cuts were there in Oslo last winter?

-- refuse: which technicians are on holiday next week?

-- refuse: What did we pay for the electricity we bought in May?
