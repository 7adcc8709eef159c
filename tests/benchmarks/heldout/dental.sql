-- answer: How many patients do we have?
select count(*) from patient

-- answer: patients per practice
select prac_nm, count(*) from patient join practice using (prac_id) group by 1

-- then: just the private ones
select prac_nm, count(*) from patient join practice using (prac_id) where payer_typ = 'Private' group by 1

-- answer: New patients registered per month in 2025
select date_trunc('month', reg_dt)::date, count(*) from patient where year(reg_dt) = 2025 group by 1

-- answer: appointments by status
select descr, count(*) from appt join appt_stat_cd using (stat_cd) group by 1
-- or
select stat_cd, count(*) from appt group by 1

-- answer: How many no shows did we have last month?
select count(*) from appt where stat_cd = 'N' and appt_dttm >= '2025-05-01' and appt_dttm < '2025-06-01'

-- answer: What did we invoice in 2024?
select sum(inv_amt) from inv where year(inv_dt) = 2024

-- then: and the year before?
select sum(inv_amt) from inv where year(inv_dt) = 2023

-- answer: Treatment fees by treatment group
select trt_grp, sum(fee_amt) from appt_trtmt join trtmt using (trt_cd) group by 1

-- ordered: the five treatments we carry out most
select trt_desc, count(*) from appt_trtmt join trtmt using (trt_cd) group by 1 order by 2 desc limit 5
-- or
select trt_desc, sum(qty) from appt_trtmt join trtmt using (trt_cd) group by 1 order by 2 desc limit 5

-- answer: Which clinician completed the most appointments in 2024?
select clin_nm from appt join clinician using (clin_id) where stat_cd = 'C' and year(appt_dttm) = 2024 group by 1 order by count(*) desc limit 1

-- answer: average appointment length per practice
select prac_nm, avg(dur_min) from appt a join practice p on p.prac_id = a.prac_id group by 1
-- or
select prac_nm, avg(dur_min) from appt a join practice p on p.prac_id = a.prac_id where stat_cd = 'C' group by 1

-- answer: Payments received by payment method
select pymt_mthd, sum(pymt_amt) from pymt group by 1
-- or
select pymt_mthd, count(*) from pymt group by 1

-- answer: How many invoices have no payment at all?
select count(*) from inv i where not exists (from pymt p where p.inv_no = i.inv_no)

-- answer: patients who have never had an appointment
select pat_nm from patient p where not exists (from appt a where a.pat_id = p.pat_id )
-- or
select pat_nm from patient p where not exists (from appt a where a.pat_id = p.pat_id and stat_cd = 'C')
-- or
select count(*) from patient p where not exists (from appt a where a.pat_id = p.pat_id)

-- answer: invoiced amount per practice this year
select prac_nm, sum(inv_amt) from inv join appt using (appt_id) join practice p on p.prac_id = appt.prac_id where year(inv_dt) = 2025 group by 1
-- or
select prac_nm, sum(inv_amt) from inv join patient using (pat_id) join practice p on p.prac_id = patient.prac_id where year(inv_dt) = 2025 group by 1

-- answer: Who are our hygienists?
select clin_nm from clinician where role_cd = 'HYG'
-- or
select clin_nm from clinician where role_cd = 'HYG' and end_dt is null

-- answer: number of patients by referral source
select descr, count(*) from patient join ref_src_cd using (ref_src_cd) group by 1
-- or
select descr, count(*) from patient left join ref_src_cd using (ref_src_cd) group by 1
-- or
select ref_src_cd, count(*) from patient group by 1

-- answer: How many appointments are booked for July 2025?
select count(*) from appt where appt_dttm >= '2025-07-01' and appt_dttm < '2025-08-01'
-- or
select count(*) from appt where appt_dttm >= '2025-07-01' and appt_dttm < '2025-08-01' and stat_cd = 'B'

-- answer: What do we charge for a root canal on average?
select avg(fee_amt) from appt_trtmt where trt_cd = 'ROOT'

-- answer: treatments with a standard fee above 300
select trt_desc from trtmt where std_fee > 300
-- or
select count(*) from trtmt where std_fee > 300

-- answer: number of chairs per town
select town, sum(chair_cnt) from practice group by 1

-- answer: What percentage of our patients is NHS?
select 100.0 * count(*) filter (payer_typ = 'NHS') / count(*) from patient
-- or
select count(*) filter (payer_typ = 'NHS') / count(*) from patient

-- answer: Appointments by region in 2024
select descr, count(*) from appt a join practice p on p.prac_id = a.prac_id join rgn_cd using (rgn_cd) where year(appt_dttm) = 2024 group by 1
-- or
select descr, count(*) from appt a join practice p on p.prac_id = a.prac_id join rgn_cd using (rgn_cd) where year(appt_dttm) = 2024 and stat_cd = 'C' group by 1
-- or
select descr, count(*) from appt a join practice p on p.prac_id = a.prac_id join rgn_cd using (rgn_cd) where year(appt_dttm) = 2024 and stat_cd <> 'X' group by 1
-- or
select rgn_cd, count(*) from appt a join practice p on p.prac_id = a.prac_id where year(appt_dttm) = 2024 group by 1
-- or
select rgn_cd, count(*) from appt a join practice p on p.prac_id = a.prac_id where year(appt_dttm) = 2024 and stat_cd = 'C' group by 1
-- or
select rgn_cd, count(*) from appt a join practice p on p.prac_id = a.prac_id where year(appt_dttm) = 2024 and stat_cd <> 'X' group by 1

-- answer: cancelled appointments per month in 2025
select date_trunc('month', appt_dttm)::date, count(*) from appt where stat_cd = 'X' and year(appt_dttm) = 2025 group by 1

-- answer: which clinicians have left us?
select clin_nm from clinician where end_dt is not null

-- answer: What is our largest invoice?
select inv_no from inv order by inv_amt desc limit 1
-- or
select max(inv_amt) from inv

-- answer: payments by quarter since 2024
select date_trunc('quarter', pymt_dt)::date, sum(pymt_amt) from pymt where pymt_dt >= '2024-01-01' group by 1

-- answer: How many of our patients were born before 1960?
select count(*) from patient where dob < '1960-01-01'

-- answer: average time between booking and appointment in days
select avg(date_diff('day', booked_dt, appt_dttm)) from appt
-- or
select avg(date_diff('day', booked_dt, appt_dttm)) from appt where stat_cd = 'C'
-- or
select avg(date_diff('day', booked_dt, appt_dttm)) from appt where stat_cd <> 'X'
-- or
select avg(date_diff('second', booked_dt::timestamp, appt_dttm) / 86400.0) from appt
-- or
select avg(date_diff('second', booked_dt::timestamp, appt_dttm) / 86400.0) from appt where stat_cd = 'C'
-- or
select avg(date_diff('second', booked_dt::timestamp, appt_dttm) / 86400.0) from appt where stat_cd <> 'X'

-- answer: Number of completed appointments per dentist
select clin_nm, count(*) from appt join clinician using (clin_id) where stat_cd = 'C' and role_cd = 'DEN' group by 1
-- or
select clin_nm, count(appt_id) from clinician c left join appt a on a.clin_id = c.clin_id and stat_cd = 'C' where role_cd = 'DEN' group by 1

-- refuse: How long do patients sit in the waiting room?

-- refuse: patient satisfaction by practice

-- refuse: What did we spend on dental materials in 2024?

-- refuse: salaries by role

-- refuse: How many of our patients smoke?

-- refuse: Number of emergency appointments last month

-- answer: How many patients are we seeing tomorrow?
select count(*) from appt where appt_dttm::date = '2025-06-19' and stat_cd = 'B'

-- then: how many of those at Castle View?
select count(*) from appt a join practice p using (prac_id) where a.appt_dttm::date = '2025-06-19' and p.prac_nm = 'Castle View' and a.stat_cd = 'B'

-- answer: appointments next week at each practice
select p.prac_nm, count(*) from appt a join practice p using (prac_id) where a.appt_dttm >= '2025-06-23' and a.appt_dttm < '2025-06-30' group by 1
-- or
select p.prac_nm, count(*) from appt a join practice p using (prac_id) where a.appt_dttm >= '2025-06-23' and a.appt_dttm < '2025-06-30' and a.stat_cd = 'B' group by 1
-- or
select p.prac_nm, count(a.appt_id) from practice p left join appt a on a.prac_id = p.prac_id and a.appt_dttm >= '2025-06-23' and a.appt_dttm < '2025-06-30' group by 1
-- or
select p.prac_nm, count(a.appt_id) from practice p left join appt a on a.prac_id = p.prac_id and a.appt_dttm >= '2025-06-23' and a.appt_dttm < '2025-06-30' and a.stat_cd = 'B' group by 1

-- answer: How much of what we invoiced in 2024 has not been paid yet?
select sum(i.inv_amt) - sum(coalesce(p.paid, 0)) from inv i left join (select inv_no, sum(pymt_amt) as paid from pymt group by 1) p using (inv_no) where year(i.inv_dt) = 2024

-- answer: card payments last week
select sum(pymt_amt) from pymt where pymt_mthd = 'card' and pymt_dt >= '2025-06-09' and pymt_dt < '2025-06-16'
-- or
select count(*) from pymt where pymt_mthd = 'card' and pymt_dt >= '2025-06-09' and pymt_dt < '2025-06-16'

-- then: and cash?
select sum(pymt_amt) from pymt where pymt_mthd = 'cash' and pymt_dt >= '2025-06-09' and pymt_dt < '2025-06-16'
-- or
select count(*) from pymt where pymt_mthd = 'cash' and pymt_dt >= '2025-06-09' and pymt_dt < '2025-06-16'

-- answer: Which dentists work at Menai Dental Care?
select c.clin_nm from clinician c join practice p using (prac_id) where c.role_cd = 'DEN' and p.prac_nm = 'Menai Dental Care' and c.end_dt is null

-- answer: how many children under 18 are on our books?
select count(*) from patient where dob > '2007-06-18'

-- then: by practice
select p.prac_nm, count(*) from patient a join practice p using (prac_id) where a.dob > '2007-06-18' group by 1

-- answer: How many implants have we done this year?
select sum(t.qty) from appt_trtmt t join appt a using (appt_id) where t.trt_cd = 'IMPL' and year(a.appt_dttm) = 2025

-- then: and last year?
select sum(t.qty) from appt_trtmt t join appt a using (appt_id) where t.trt_cd = 'IMPL' and year(a.appt_dttm) = 2024

-- ordered: which towns do our patients live in, biggest number first
select town, count(*) from patient group by 1 order by 2 desc

-- answer: average bill for private patients against NHS
select p.payer_typ, avg(i.inv_amt) from inv i join patient p using (pat_id) group by 1
-- or
select avg(i.inv_amt) filter (p.payer_typ = 'Private'), avg(i.inv_amt) filter (p.payer_typ = 'NHS') from inv i join patient p using (pat_id)

-- answer: Which clinician had the most no shows?
select c.clin_nm from appt a join clinician c using (clin_id) where a.stat_cd = 'N' group by 1 order by count(*) desc limit 1

-- answer: appointments by weekday in 2024
select dayname(appt_dttm), count(*) from appt where year(appt_dttm) = 2024 group by 1
-- or
select dayname(appt_dttm), count(*) from appt where year(appt_dttm) = 2024 and stat_cd <> 'X' group by 1
-- or
select dayname(appt_dttm), count(*) from appt where year(appt_dttm) = 2024 and stat_cd = 'C' group by 1

-- answer: patients sent by their GP, per practice
select p.prac_nm, count(*) from patient a join practice p using (prac_id) where a.ref_src_cd = 'GP' group by 1

-- answer: How many invoices fall due this week?
select count(*) from inv where due_dt >= '2025-06-16' and due_dt < '2025-06-23'

-- answer: share of appointments cancelled at each practice
select p.prac_nm, count(*) filter (a.stat_cd = 'X') / count(*) from appt a join practice p using (prac_id) group by 1
-- or
select p.prac_nm, count(*) filter (a.stat_cd = 'X') / count(*) from appt a join practice p using (prac_id) where a.appt_dttm < '2025-06-18' group by 1
-- or
select p.prac_nm, 100.0 * count(*) filter (a.stat_cd = 'X') / count(*) from appt a join practice p using (prac_id) group by 1
-- or
select p.prac_nm, 100.0 * count(*) filter (a.stat_cd = 'X') / count(*) from appt a join practice p using (prac_id) where a.appt_dttm < '2025-06-18' group by 1

-- answer: How many patients have not had an appointment in 2025?
select count(*) from patient p where not exists (select 1 from appt a where a.pat_id = p.pat_id and year(a.appt_dttm) = 2025)
-- or
select count(*) from patient p where not exists (select 1 from appt a where a.pat_id = p.pat_id and year(a.appt_dttm) = 2025 and a.stat_cd = 'C')
-- or
select count(*) from patient p where not exists (select 1 from appt a where a.pat_id = p.pat_id and year(a.appt_dttm) = 2025 and a.appt_dttm < '2025-06-18')
-- or
select count(*) from patient p where not exists (select 1 from appt a where a.pat_id = p.pat_id and year(a.appt_dttm) = 2025 and a.stat_cd <> 'X')

-- answer: what did hygiene treatments bring in each month this year?
select date_trunc('month', a.appt_dttm), sum(x.fee_amt) from appt_trtmt x join appt a using (appt_id) join trtmt t using (trt_cd) where t.trt_grp = 'Hygiene' and year(a.appt_dttm) = 2025 group by 1

-- answer: the most we ever charged for a crown
select max(fee_amt) from appt_trtmt where trt_cd = 'CROW'

-- answer: treatments in the restorative group
select trt_desc from trtmt where trt_grp = 'Restorative'

-- then: with a standard fee of more than 200
select trt_desc from trtmt where trt_grp = 'Restorative' and std_fee > 200

-- refuse: Which patients are allergic to penicillin?

-- refuse: how many boxes of gloves do we have left?

-- refuse: What time does Castle View open on Saturdays?
