-- answer: How many projects are active at the moment?
select count(*) from prj where stat_cd = 'AC'

-- answer: number of projects by status
select descr, count(*) from prj join prj_stat_cd using (stat_cd) group by 1
-- or
select stat_cd, count(*) from prj group by 1

-- answer: contract value by project type
select descr, sum(contract_amt) from prj join prj_typ_cd using (typ_cd) group by 1
-- or
select descr, sum(contract_amt) from prj join prj_typ_cd using (typ_cd) where stat_cd <> 'CN' group by 1
-- or
select typ_cd, sum(contract_amt) from prj group by 1
-- or
select typ_cd, sum(contract_amt) from prj where stat_cd <> 'CN' group by 1

-- then: completed projects only
select descr, sum(contract_amt) from prj join prj_typ_cd using (typ_cd) where stat_cd = 'CP' group by 1
-- or
select typ_cd, sum(contract_amt) from prj where stat_cd = 'CP' group by 1

-- answer: Hours worked per month in 2025
select date_trunc('month', work_dt)::date, sum(hrs) from tsht where year(work_dt) = 2025 group by 1
-- or
select date_trunc('month', work_dt)::date, sum(hrs + ot_hrs) from tsht where year(work_dt) = 2025 group by 1

-- ordered: Top 5 projects by contract amount
select prj_nm, contract_amt from prj order by 2 desc limit 5

-- answer: overtime hours by trade
select descr, sum(ot_hrs) from tsht join emp using (emp_id) join trade_cd using (trade_cd) group by 1
-- or
select trade_cd, sum(ot_hrs) from tsht join emp using (emp_id) group by 1

-- answer: Which client has given us the most projects?
select clnt_nm from prj join clnt using (clnt_id) group by 1 order by count(*) desc limit 1

-- answer: material cost per material group in 2024
select matl_grp, sum(cost_amt) from matl_dlv join matl using (matl_cd) where year(dlv_dt) = 2024 group by 1
-- or
select matl_grp, sum(cost_amt) from matl_dlv join matl using (matl_cd) where year(dlv_dt) = 2024 and not rejected group by 1

-- answer: What is the average hourly rate of each trade?
select descr, avg(hrly_rate) from emp join trade_cd using (trade_cd) group by 1
-- or
select descr, avg(hrly_rate) from emp join trade_cd using (trade_cd) where term_dt is null group by 1
-- or
select trade_cd, avg(hrly_rate) from emp group by 1
-- or
select trade_cd, avg(hrly_rate) from emp where term_dt is null group by 1

-- answer: Who are our electricians?
select emp_nm from emp where trade_cd = 'ELE'
-- or
select emp_nm from emp where trade_cd = 'ELE' and term_dt is null

-- answer: projects without a subcontractor
select prj_nm from prj p where not exists (from prj_subc s where s.prj_id = p.prj_id)
-- or
select prj_nm from prj p where not exists (from prj_subc s where s.prj_id = p.prj_id) and stat_cd <> 'CN'
-- or
select count(*) from prj p where not exists (from prj_subc s where s.prj_id = p.prj_id)

-- answer: Agreed amount per subcontractor
select subc_nm, sum(agreed_amt) from prj_subc join subc using (subc_id) group by 1
-- or
select subc_nm, sum(agreed_amt) from subc left join prj_subc using (subc_id) group by 1

-- answer: change orders by reason
select reason, count(*) from chg_ord group by 1
-- or
select reason, sum(chg_amt) from chg_ord group by 1

-- then: just 2024
select reason, count(*) from chg_ord where year(req_dt) = 2024 group by 1
-- or
select reason, sum(chg_amt) from chg_ord where year(req_dt) = 2024 group by 1

-- answer: How many projects finished after their planned end date?
select count(*) from prj where act_end_dt > plan_end_dt

-- answer: employees hired since 2023
select emp_nm from emp where hire_dt >= '2023-01-01'
-- or
select count(*) from emp where hire_dt >= '2023-01-01'

-- answer: rejected deliveries per supplier
select suppl_nm, count(*) from matl_dlv join suppl using (suppl_id) where rejected group by 1

-- answer: How much ready-mix concrete was delivered last year?
select sum(qty) from matl_dlv join matl using (matl_cd) where matl_desc = 'Ready-mix concrete' and year(dlv_dt) = 2024
-- or
select sum(qty) from matl_dlv join matl using (matl_cd) where matl_desc = 'Ready-mix concrete' and year(dlv_dt) = 2024 and not rejected

-- answer: headcount per trade
select descr, count(*) from emp join trade_cd using (trade_cd) group by 1
-- or
select descr, count(*) from emp join trade_cd using (trade_cd) where term_dt is null group by 1
-- or
select trade_cd, count(*) from emp group by 1
-- or
select trade_cd, count(*) from emp where term_dt is null group by 1

-- answer: average contract value for public clients
select avg(contract_amt) from prj join clnt using (clnt_id) where clnt_grp = 'public'

-- answer: How long does a project take on average?
select avg(date_diff('day', start_dt, act_end_dt)) from prj

-- answer: Which projects start in the third quarter of 2025?
select prj_nm from prj where start_dt between '2025-07-01' and '2025-09-30'

-- answer: share of contract value by client group
select clnt_grp, 100.0 * sum(contract_amt) / sum(sum(contract_amt)) over () from prj join clnt using (clnt_id) group by 1
-- or
select clnt_grp, 100.0 * sum(contract_amt) / sum(sum(contract_amt)) over () from prj join clnt using (clnt_id) where stat_cd <> 'CN' group by 1
-- or
select clnt_grp, sum(contract_amt) / sum(sum(contract_amt)) over () from prj join clnt using (clnt_id) group by 1
-- or
select clnt_grp, sum(contract_amt) / sum(sum(contract_amt)) over () from prj join clnt using (clnt_id) where stat_cd <> 'CN' group by 1

-- answer: Which supplier do we spend the most with?
select suppl_nm from matl_dlv join suppl using (suppl_id) group by 1 order by sum(cost_amt) desc limit 1

-- answer: hours in May 2025 compared with May 2024
select sum(hrs) from tsht where month(work_dt) = 5 and year(work_dt) in (2024, 2025) group by year(work_dt)
-- or
select sum(hrs + ot_hrs) from tsht where month(work_dt) = 5 and year(work_dt) in (2024, 2025) group by year(work_dt)
-- or
select sum(hrs) filter (year(work_dt) = 2025), sum(hrs) filter (year(work_dt) = 2024) from tsht where month(work_dt) = 5
-- or
select sum(hrs + ot_hrs) filter (year(work_dt) = 2025), sum(hrs + ot_hrs) filter (year(work_dt) = 2024) from tsht where month(work_dt) = 5

-- answer: subcontractors we have not used on any project
select subc_nm from subc s where not exists (from prj_subc p where p.subc_id = s.subc_id)
-- or
select count(*) from subc s where not exists (from prj_subc p where p.subc_id = s.subc_id)

-- answer: How many deliveries did we get this month?
select count(*) from matl_dlv where dlv_dt >= '2025-06-01'
-- or
select count(*) from matl_dlv where dlv_dt >= '2025-06-01' and not rejected

-- answer: which project has the largest budget?
select prj_nm from prj order by budget_amt desc limit 1

-- answer: average number of subcontractors per project
select count(*) / count(distinct prj_id) from prj_subc
-- or
select (select count(*) from prj_subc) / (select count(*) from prj)

-- answer: Clients in Kassel
select clnt_nm from clnt where city = 'Kassel'
-- or
select count(*) from clnt where city = 'Kassel'

-- refuse: How many accidents happened on our sites last year?

-- refuse: days lost to bad weather per project

-- refuse: What do we spend on crane rental?

-- refuse: How much have clients paid us so far this year?

-- refuse: sick days per employee

-- refuse: When was the building permit of each project granted?
