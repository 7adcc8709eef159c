-- answer: how many admissions did we have in 2024
select count(*) from admissions where admitted_at >= '2024-01-01' and admitted_at < '2025-01-01'
-- answer: number of patients by gender
select gender, count(*) from patients group by 1
-- answer: what's the average cost per admission?
select avg(total_cost) from admissions
-- or
select sum(total_cost) / count(*) from admissions
-- ordered: Total cost by ward, highest first
select ward_name, sum(total_cost) c from admissions a join wards w using (ward_id) group by 1 order by c desc
-- ordered: top 5 wards by number of admissions
select ward_name, count(*) c from admissions a join wards w using (ward_id) group by 1 order by c desc limit 5
-- answer: Which doctor has treated the most patients?
select doctor_name, count(distinct patient_id) c from admissions join doctors using (doctor_id) group by doctor_id, doctor_name order by c desc, doctor_name limit 1
-- answer: list the patients who were never admitted
select full_name from patients p where not exists (select 1 from admissions a where a.patient_id = p.patient_id)
-- answer: how many patients don't have an insurer?
select count(*) from patients where insurer_id is null
-- ordered: admissions per month in 2024
select date_trunc('month', admitted_at)::date m, count(*) from admissions where year(admitted_at) = 2024 group by 1 order by 1
-- answer: emergency admissions last month
select count(*) from admissions where admission_type = 'emergency' and admitted_at >= '2025-05-01' and admitted_at < '2025-06-01'
-- answer: Hi! Could you tell me what the avg total cost was for elective admissions in Q1 2025, please?
select avg(total_cost) from admissions where admission_type = 'elective' and admitted_at >= '2025-01-01' and admitted_at < '2025-04-01'
-- answer: how many beds do we have in total
select sum(beds) from wards
-- answer: beds per department
select department, sum(beds) from wards group by 1
-- answer: number of doctors for each specialty
select specialty, count(*) from doctors group by 1
-- answer: doctors hired before 2015
select doctor_name from doctors where hired_on < '2015-01-01'
-- answer: how many doctors were hired since 2020?
select count(*) from doctors where hired_on >= '2020-01-01'
-- answer: total cost of 2024 admissions by insurer
select insurer_name, sum(total_cost) from admissions left join patients using (patient_id) left join insurers using (insurer_id) where year(admitted_at) = 2024 group by 1
-- answer: share of admissions by admission type
select admission_type, count(*) * 1.0 / sum(count(*)) over () from admissions group by 1
-- answer: compare admissions this year with last year
select (select count(*) from admissions where admitted_at >= '2025-01-01' and admitted_at < '2025-06-19'), (select count(*) from admissions where admitted_at >= '2024-01-01' and admitted_at < '2024-06-19')
-- answer: admissions by type and gender
select admission_type, gender, count(*) from admissions left join patients using (patient_id) where gender is not null group by 1, 2
-- or
select admission_type, gender, count(*) from admissions left join patients using (patient_id) group by 1, 2
-- answer: which patients from Uppsala have blood type 0-?
select full_name from patients where city = 'Uppsala' and blood_type = '0-'
-- answer: how many admissions cost more than 20,000?
select count(*) from admissions where total_cost > 20000
-- answer: average occupancy rate by ward
select ward_name, avg(occupancy_rate) from ward_census join wards using (ward_id) group by 1
-- answer: how many beds are occupied right now?
select sum(occupied_beds) from ward_census where census_date = '2025-06-17'
-- answer: occupied beds per ward
select ward_name, sum(occupied_beds) from ward_census join wards using (ward_id) where census_date = '2025-06-17' group by 1
-- answer: occupied beds at the end of each month in 2024
select date_trunc('month', census_date)::date, sum(occupied_beds) from ward_census where year(census_date) = 2024 and census_date = last_day(census_date) group by 1
-- answer: most common diagnosis
select description, count(*) c from admission_diagnoses join diagnoses using (diagnosis_code) group by 1 order by c desc limit 1
-- answer: number of admissions with a respiratory diagnosis
select count(*) from admissions a where exists (select 1 from admission_diagnoses b join diagnoses d using (diagnosis_code) where b.admission_id = a.admission_id and d.category = 'Respiratory')
-- answer: How many admissions have no diagnosis?
select count(*) from admissions a where not exists (select 1 from admission_diagnoses b where b.admission_id = a.admission_id)
-- answer: patients with more than 8 admissions
select full_name from admissions join patients using (patient_id) group by patient_id, full_name having count(*) > 8
-- answer: doctors without a supervisor
select doctor_name from doctors where supervisor_id is null
-- answer: number of female patients by insurer
select insurer_name, count(*) from patients left join insurers using (insurer_id) where gender = 'F' group by 1
-- answer: admisions by departement
select department, count(*) from admissions left join wards using (ward_id) group by 1
-- answer: which wards are on floor 3
select ward_name from wards where floor = 3
-- answer: departments with over 50 beds
select department, sum(beds) from wards group by 1 having sum(beds) > 50
-- answer: median cost of an emergency admission
select median(total_cost) from admissions where admission_type = 'emergency'
-- answer: which month of 2024 had the most admissions?
select date_trunc('month', admitted_at)::date m, count(*) c from admissions where year(admitted_at) = 2024 group by 1 order by c desc limit 1
-- answer: total cost in 2024 excluding elective admissions
select sum(total_cost) from admissions where year(admitted_at) = 2024 and admission_type <> 'elective'
-- answer: patients born after 2010, how many?
select count(*) from patients where birth_date >= '2011-01-01'
-- answer: discharges per month in 2024
select date_trunc('month', discharged_at)::date, count(*) from admissions where year(discharged_at) = 2024 group by 1
-- answer: how many admissions haven't been discharged yet
select count(*) from admissions where discharged_at is null
-- answer: admissions per doctor in May 2025
select d.doctor_name, count(*) from admissions a left join doctors d using (doctor_id) where admitted_at >= '2025-05-01' and admitted_at < '2025-06-01' group by a.doctor_id, d.doctor_name
-- refuse: revenue per ward
-- refuse: what is the patient satisfaction score on Maple?
-- refuse: which nurses work night shifts?
-- refuse: How many medication doses were given last week?
-- refuse: forecast admissions for next month
-- refuse: why did costs go up in March?
-- refuse: average waiting time in the emergency room
-- ask: admissions by name
-- ask: best doctors
-- ask: average by ward
-- ask: top 10 patients

-- answer: admissions this year vs last
select year(admitted_at), count(*) from admissions where year(admitted_at) in (2024, 2025) group by 1
-- or
select date_trunc('year', admitted_at), count(*) from admissions where year(admitted_at) in (2024, 2025) group by 1
-- or
select year(admitted_at), count(*) from admissions where year(admitted_at) in (2024, 2025) and strftime(admitted_at, '%m%d') < '0618' group by 1
-- or
select year(admitted_at), count(*) from admissions where year(admitted_at) in (2024, 2025) and strftime(admitted_at, '%m%d') < '0619' group by 1
-- or
select count(*) filter (where year(admitted_at) = 2025), count(*) filter (where year(admitted_at) = 2024) from admissions
-- or
select count(*) filter (where year(admitted_at) = 2025), count(*) filter (where admitted_at >= '2024-01-01' and admitted_at < '2024-06-18') from admissions
-- or
select count(*) filter (where year(admitted_at) = 2025), count(*) filter (where admitted_at >= '2024-01-01' and admitted_at < '2024-06-19') from admissions

-- answer: Which ward had the most admissions in May?
select w.ward_name from admissions a join wards w using (ward_id) where a.admitted_at >= '2025-05-01' and a.admitted_at < '2025-06-01' group by 1 order by count(*) desc limit 1

-- answer: Did we admit more people in May than in April?
select date_trunc('month', admitted_at), count(*) from admissions where admitted_at >= '2025-04-01' and admitted_at < '2025-06-01' group by 1
-- or
select month(admitted_at), count(*) from admissions where admitted_at >= '2025-04-01' and admitted_at < '2025-06-01' group by 1
-- or
select count(*) filter (where admitted_at >= '2025-05-01' and admitted_at < '2025-06-01'), count(*) filter (where admitted_at >= '2025-04-01' and admitted_at < '2025-05-01') from admissions
-- or
select count(*) filter (where admitted_at >= '2025-05-01' and admitted_at < '2025-06-01') > count(*) filter (where admitted_at >= '2025-04-01' and admitted_at < '2025-05-01') from admissions
-- or
select count(*) filter (where admitted_at >= '2025-05-01' and admitted_at < '2025-06-01') - count(*) filter (where admitted_at >= '2025-04-01' and admitted_at < '2025-05-01') from admissions
-- or
select date_trunc('month', admitted_at), count(distinct patient_id) from admissions where admitted_at >= '2025-04-01' and admitted_at < '2025-06-01' group by 1
-- or
select month(admitted_at), count(distinct patient_id) from admissions where admitted_at >= '2025-04-01' and admitted_at < '2025-06-01' group by 1
-- or
select count(distinct patient_id) filter (where admitted_at >= '2025-05-01' and admitted_at < '2025-06-01'), count(distinct patient_id) filter (where admitted_at >= '2025-04-01' and admitted_at < '2025-05-01') from admissions
-- or
select count(distinct patient_id) filter (where admitted_at >= '2025-05-01' and admitted_at < '2025-06-01') - count(distinct patient_id) filter (where admitted_at >= '2025-04-01' and admitted_at < '2025-05-01') from admissions

-- answer: who is our longest-serving doctor?
select doctor_name from doctors order by hired_on limit 1

-- answer: how many patients are still in hospital right now
select count(*) from admissions where discharged_at is null
-- or
select count(distinct patient_id) from admissions where discharged_at is null

-- answer: how long do patients stay on average, by admission type
select admission_type, avg(date_diff('day', admitted_at, discharged_at)) from admissions group by 1
-- or
select admission_type, avg(epoch(discharged_at - admitted_at)) / 86400 from admissions group by 1
-- or
select admission_type, avg(epoch(discharged_at - admitted_at)) / 3600 from admissions group by 1
-- or
select admission_type, avg(date_diff('hour', admitted_at, discharged_at)) from admissions group by 1
-- or
select admission_type, avg(epoch(discharged_at - admitted_at)) / 60 from admissions group by 1

-- answer: Average cost of an admission, excluding transfers
select avg(total_cost) from admissions where admission_type <> 'transfer'

-- answer: Could you show me the five most expensive admissions of 2024?
select admission_id, total_cost from admissions where year(admitted_at) = 2024 and total_cost is not null order by total_cost desc limit 5

-- answer: doctors without a single admission
select doctor_name from doctors d where not exists (select 1 from admissions a where a.doctor_id = d.doctor_id)

-- answer: give me all the doctors hired since 2020
select doctor_name from doctors where hired_on >= '2020-01-01'
-- or
select doctor_id from doctors where hired_on >= '2020-01-01'

-- then: only the cardiologists
select doctor_name from doctors where hired_on >= '2020-01-01' and specialty = 'Cardiology'
-- or
select doctor_id from doctors where hired_on >= '2020-01-01' and specialty = 'Cardiology'

-- answer: What share of admissions are emergencies?
select avg(case when admission_type = 'emergency' then 1.0 else 0 end) from admissions
-- or
select 100 * avg(case when admission_type = 'emergency' then 1.0 else 0 end) from admissions

-- answer: how many kids under 10 do we have on file?
select count(*) from patients where birth_date > date '2015-06-18'
-- or
select count(*) from patients where date_diff('year', birth_date, date '2025-06-18') < 10

-- answer: Patients with more than 8 admissions
select p.full_name, count(*) from admissions a join patients p using (patient_id) group by p.patient_id, p.full_name having count(*) > 8
-- or
select p.full_name from admissions a join patients p using (patient_id) group by p.patient_id, p.full_name having count(*) > 8
-- or
select patient_id from admissions group by 1 having count(*) > 8
-- or
select count(*) from (select patient_id from admissions group by 1 having count(*) > 8)

-- answer: most common diagnosis
select description from admission_diagnoses join diagnoses using (diagnosis_code) group by 1 order by count(*) desc limit 1

-- answer: Who supervises the most doctors?
select s.doctor_name from doctors d join doctors s on s.doctor_id = d.supervisor_id group by s.doctor_id, s.doctor_name order by count(*) desc limit 1

-- ordered: Total treatment cost by insurer, biggest first
select i.insurer_name, sum(a.total_cost) from admissions a join patients p using (patient_id) join insurers i using (insurer_id) group by 1 order by 2 desc

-- answer: how many women over 80 are registered?
select count(*) from patients where gender = 'F' and birth_date < date '1945-06-18'
-- or
select count(*) from patients where gender = 'F' and birth_date < date '1944-06-18'

-- answer: average occupancy on Birch last month
select avg(c.occupancy_rate) from ward_census c join wards w using (ward_id) where w.ward_name = 'Birch' and c.census_date >= '2025-05-01' and c.census_date < '2025-06-01'
-- or
select 100 * avg(c.occupancy_rate) from ward_census c join wards w using (ward_id) where w.ward_name = 'Birch' and c.census_date >= '2025-05-01' and c.census_date < '2025-06-01'
-- or
select avg(c.occupied_beds) from ward_census c join wards w using (ward_id) where w.ward_name = 'Birch' and c.census_date >= '2025-05-01' and c.census_date < '2025-06-01'

-- answer: elective admissions per quarter in 2024
select date_trunc('quarter', admitted_at), count(*) from admissions where admission_type = 'elective' and year(admitted_at) = 2024 group by 1
-- or
select quarter(admitted_at), count(*) from admissions where admission_type = 'elective' and year(admitted_at) = 2024 group by 1

-- answer: When was our last admission?
select max(admitted_at) from admissions
-- or
select max(admitted_at)::date from admissions

-- answer: how many beds are there on the third floor
select sum(beds) from wards where floor = 3

-- refuse: How long do people wait in the emergency room before a doctor sees them?

-- refuse: nurse overtime hours by ward

-- refuse: Which medication do we prescribe the most?

-- ask: show me the busiest wards
