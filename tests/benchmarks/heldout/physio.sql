-- answer: patients by insurer
select i.InsNm, count(*) from Patient p join Insurer i on i.InsCd = p.InsCd group by 1
-- or
select i.InsNm, count(*) from Patient p left join Insurer i on i.InsCd = p.InsCd group by 1

-- answer: Attended appointments per clinic in 2024
select c.ClinicNm, count(*) from Appt a join Clinic c on c.ClinicCd = a.ClinicCd where a.ApptStat = 'Attended' and year(a.ApptDt) = 2024 group by 1

-- then: what about 2023
select c.ClinicNm, count(*) from Appt a join Clinic c on c.ClinicCd = a.ClinicCd where a.ApptStat = 'Attended' and year(a.ApptDt) = 2023 group by 1
-- or
select c.ClinicNm, count(a.ApptNo) from Clinic c left join Appt a on c.ClinicCd = a.ClinicCd and a.ApptStat = 'Attended' and year(a.ApptDt) = 2023 group by 1

-- answer: How much in fees did each treatment bring in from attended appointments?
select t.TrtDesc, sum(a.FeeAmt) from Appt a join Treatment t on t.TrtCd = a.TrtCd where a.ApptStat = 'Attended' group by 1

-- answer: The three therapists with the most DNAs
select t.FirstNm, t.LastNm, count(*) from Appt a join Therapist t on t.ThNo = a.ThNo where a.ApptStat = 'DNA' group by t.ThNo, 1, 2 order by 3 desc limit 3
-- or
select t.FirstNm || ' ' || t.LastNm, count(*) from Appt a join Therapist t on t.ThNo = a.ThNo where a.ApptStat = 'DNA' group by t.ThNo, 1 order by 2 desc limit 3

-- answer: What percentage of the 2024 appointments were DNAs?
select 100.0 * avg(case when ApptStat = 'DNA' then 1 else 0 end) from Appt where year(ApptDt) = 2024
-- or
select avg(case when ApptStat = 'DNA' then 1.0 else 0 end) from Appt where year(ApptDt) = 2024

-- ordered: Reasons for cancelling, most common first
select CancelReason, count(*) from Appt where CancelReason is not null group by 1 order by 2 desc
-- or
select CancelReason, count(*) from Appt where ApptStat = 'Cancelled' group by 1 order by 2 desc

-- answer: New patients each month this year
select date_trunc('month', RegDt), count(*) from Patient where year(RegDt) = 2025 group by 1

-- then: split by how they were referred
select date_trunc('month', RegDt), RefSource, count(*) from Patient where year(RegDt) = 2025 group by 1, 2
-- or
select RefSource, count(*) from Patient where year(RegDt) = 2025 group by 1

-- answer: Which therapists have left, and when?
select FirstNm, LastNm, LeaveDt from Therapist where LeaveDt is not null
-- or
select FirstNm || ' ' || LastNm, LeaveDt from Therapist where LeaveDt is not null

-- answer: How many appointments does an episode have on average?
select 1.0 * count(*) / count(distinct EpNo) from Appt
-- or
select 1.0 * count(*) / (select count(*) from Episode) from Appt where ApptStat = 'Attended'
-- or
select 1.0 * count(*) / count(distinct EpNo) from Appt where ApptStat = 'Attended'

-- answer: Average number of days from start to discharge by body area
select BodyArea, avg(DischDt - StartDt) from Episode group by 1

-- answer: Average pain score at start and at end per body area
select BodyArea, avg(PainStart), avg(PainEnd) from Episode group by 1
-- or
select BodyArea, avg(PainStart), avg(PainEnd) from Episode where PainEnd is not null group by 1

-- answer: episodes by outcome
select Outcome, count(*) from Episode group by 1
-- or
select Outcome, count(*) from Episode where Outcome is not null group by 1

-- answer: What is the total of our unpaid invoices?
select sum(InvAmt) from Invoice where PaidDt is null

-- then: how many are past their due date?
select count(*) from Invoice where PaidDt is null and DueDt < '2025-06-18'

-- answer: Invoiced amount per insurer for 2024
select i.InsNm, sum(v.InvAmt) from Invoice v join Insurer i on i.InsCd = v.InsCd where year(v.InvDt) = 2024 group by 1
-- or
select i.InsNm, sum(v.InvAmt) from Invoice v left join Insurer i on i.InsCd = v.InsCd where year(v.InvDt) = 2024 group by 1

-- answer: Which insurer takes the longest to pay on average?
select i.InsNm from Invoice v join Insurer i on i.InsCd = v.InsCd where v.PaidDt is not null group by 1 order by avg(v.PaidDt - v.InvDt) desc limit 1

-- answer: Clinics opened since 2019
select ClinicNm from Clinic where OpenDt >= '2019-01-01'

-- answer: Which clinic had the most appointments in May 2025?
select c.ClinicNm from Appt a join Clinic c on c.ClinicCd = a.ClinicCd where a.ApptDt >= '2025-05-01' and a.ApptDt < '2025-06-01' group by 1 order by count(*) desc limit 1
-- or
select c.ClinicNm from Appt a join Clinic c on c.ClinicCd = a.ClinicCd where a.ApptStat = 'Attended' and a.ApptDt >= '2025-05-01' and a.ApptDt < '2025-06-01' group by 1 order by count(*) desc limit 1

-- answer: How many appointments are booked for September at each clinic?
select c.ClinicNm, count(*) from Appt a join Clinic c on c.ClinicCd = a.ClinicCd where a.ApptStat = 'Booked' and a.ApptDt >= '2025-09-01' and a.ApptDt < '2025-10-01' group by 1
-- or
select c.ClinicNm, count(a.ApptNo) from Clinic c left join Appt a on c.ClinicCd = a.ClinicCd and a.ApptStat = 'Booked' and a.ApptDt >= '2025-09-01' and a.ApptDt < '2025-10-01' group by 1

-- answer: First visits per quarter, 2024
select date_trunc('quarter', ApptDt), count(*) from Appt where FirstVisit = 'Y' and year(ApptDt) = 2024 group by 1
-- or
select quarter(ApptDt), count(*) from Appt where FirstVisit = 'Y' and year(ApptDt) = 2024 group by 1
-- or
select date_trunc('quarter', ApptDt), count(*) from Appt where FirstVisit = 'Y' and ApptStat = 'Attended' and year(ApptDt) = 2024 group by 1
-- or
select quarter(ApptDt), count(*) from Appt where FirstVisit = 'Y' and ApptStat = 'Attended' and year(ApptDt) = 2024 group by 1

-- answer: Patients who attended more than 15 appointments
select p.PtNm from Appt a join Patient p on p.PtNo = a.PtNo where a.ApptStat = 'Attended' group by p.PtNo, 1 having count(*) > 15

-- answer: How many people registered but never had an appointment?
select count(*) from Patient p where not exists (select 1 from Appt a where a.PtNo = p.PtNo)
-- or
select count(*) from Patient p where not exists (select 1 from Appt a where a.PtNo = p.PtNo and a.ApptStat = 'Attended')

-- answer: Number of women and men among our patients in each town
select Town, Sex, count(*) from Patient group by 1, 2

-- answer: Fees from attended appointments by region and year
select c.Region, year(a.ApptDt), sum(a.FeeAmt) from Appt a join Clinic c on c.ClinicCd = a.ClinicCd where a.ApptStat = 'Attended' group by 1, 2
-- or
select c.Region, date_trunc('year', a.ApptDt), sum(a.FeeAmt) from Appt a join Clinic c on c.ClinicCd = a.ClinicCd where a.ApptStat = 'Attended' group by 1, 2

-- answer: What do BlueArc patients most often come to us for, which body area?
select e.BodyArea, count(*) from Episode e join Patient p on p.PtNo = e.PtNo join Insurer i on i.InsCd = p.InsCd where i.InsNm = 'BlueArc' group by 1 order by 2 desc limit 1
-- or
select e.BodyArea, count(distinct p.PtNo) from Episode e join Patient p on p.PtNo = e.PtNo join Insurer i on i.InsCd = p.InsCd where i.InsNm = 'BlueArc' group by 1 order by 2 desc limit 1

-- answer: Which of our therapists specialise in sports?
select FirstNm, LastNm from Therapist where Specialty = 'Sports' and LeaveDt is null
-- or
select FirstNm || ' ' || LastNm from Therapist where Specialty = 'Sports' and LeaveDt is null
-- or
select FirstNm, LastNm from Therapist where Specialty = 'Sports'
-- or
select FirstNm || ' ' || LastNm from Therapist where Specialty = 'Sports'

-- answer: Average appointment fee, clinics with a pool against those without
select c.PoolYN, avg(a.FeeAmt) from Appt a join Clinic c on c.ClinicCd = a.ClinicCd group by 1
-- or
select c.PoolYN, avg(a.FeeAmt) from Appt a join Clinic c on c.ClinicCd = a.ClinicCd where a.ApptStat = 'Attended' group by 1

-- answer: Minutes of treatment given per clinic last year, attended only
select c.ClinicNm, sum(t.DurMin) from Appt a join Treatment t on t.TrtCd = a.TrtCd join Clinic c on c.ClinicCd = a.ClinicCd where a.ApptStat = 'Attended' and year(a.ApptDt) = 2024 group by 1

-- answer: Which therapist's attended appointments brought in the most fees between January and May 2025?
select t.FirstNm, t.LastNm from Appt a join Therapist t on t.ThNo = a.ThNo where a.ApptStat = 'Attended' and a.ApptDt >= '2025-01-01' and a.ApptDt < '2025-06-01' group by t.ThNo, 1, 2 order by sum(a.FeeAmt) desc limit 1
-- or
select t.FirstNm || ' ' || t.LastNm from Appt a join Therapist t on t.ThNo = a.ThNo where a.ApptStat = 'Attended' and a.ApptDt >= '2025-01-01' and a.ApptDt < '2025-06-01' group by t.ThNo, 1 order by sum(a.FeeAmt) desc limit 1

-- answer: How many of our current therapists are seniors?
select count(*) from Therapist where Grade = 'Senior' and LeaveDt is null

-- refuse: How long is the waiting list at each clinic?

-- refuse: Patient satisfaction by therapist

-- refuse: What did we spend on advertising last year?

-- refuse: How many of our patients smoke?

-- refuse: Electricity bill per clinic

-- ask: Top 5 therapists
