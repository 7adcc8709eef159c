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
