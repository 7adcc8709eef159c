-- answer: How many active students do we have?
select count(*) from students where status = 'active'

-- answer: Students by branch
select b.branch_name, count(*) from students s join branches b using (branch_id) group by 1

-- answer: New students per month in 2024
select date_trunc('month', enrolled_on), count(*) from students where year(enrolled_on) = 2024 group by 1

-- then: only automatic
select date_trunc('month', enrolled_on), count(*) from students where year(enrolled_on) = 2024 and transmission = 'automatic' group by 1

-- answer: How many students have no email address?
select count(*) from students where email is null

-- answer: How many students dropped out at each branch?
select b.branch_name, count(*) from students s join branches b using (branch_id) where s.status = 'dropped_out' group by 1

-- answer: What share of our students learns in an automatic?
select avg(case when transmission = 'automatic' then 1.0 else 0 end) from students
-- or
select avg(case when transmission = 'automatic' then 1.0 else 0 end) from students where status = 'active'
-- or
select 100 * avg(case when transmission = 'automatic' then 1.0 else 0 end) from students
-- or
select 100 * avg(case when transmission = 'automatic' then 1.0 else 0 end) from students where status = 'active'

-- answer: Lessons per month in 2025
select date_trunc('month', starts_at), count(*) from lessons where year(starts_at) = 2025 group by 1
-- or
select date_trunc('month', starts_at), count(*) from lessons where year(starts_at) = 2025 and status = 'completed' group by 1
-- or
select date_trunc('month', starts_at), count(*) from lessons where year(starts_at) = 2025 and status <> 'cancelled' group by 1
-- or
select date_trunc('month', starts_at), count(*) from lessons where year(starts_at) = 2025 and status <> 'scheduled' group by 1
-- or
select date_trunc('month', starts_at), count(*) from lessons where year(starts_at) = 2025 and starts_at < '2025-06-18' group by 1

-- answer: How many lessons were cancelled in 2024?
select count(*) from lessons where status = 'cancelled' and year(starts_at) = 2024

-- then: by who cancelled them
select cancelled_by, count(*) from lessons where status = 'cancelled' and year(starts_at) = 2024 group by 1

-- answer: Completed lessons by lesson type
select lesson_type, count(*) from lessons where status = 'completed' group by 1

-- answer: Top 5 instructors by completed lessons
select i.first_name, i.last_name, count(*) from lessons l join instructors i using (instructor_id) where l.status = 'completed' group by i.instructor_id, i.first_name, i.last_name order by count(*) desc limit 5
-- or
select i.first_name || ' ' || i.last_name, count(*) from lessons l join instructors i using (instructor_id) where l.status = 'completed' group by i.instructor_id, i.first_name, i.last_name order by count(*) desc limit 5

-- answer: How long is a completed lesson on average?
select avg(duration_minutes) from lessons where status = 'completed'
-- or
select avg(duration_minutes) / 60 from lessons where status = 'completed'

-- answer: No-show rate by lesson type
select lesson_type, avg(case when status = 'no_show' then 1.0 else 0 end) from lessons group by 1
-- or
select lesson_type, avg(case when status = 'no_show' then 1.0 else 0 end) from lessons where status <> 'scheduled' group by 1
-- or
select lesson_type, avg(case when status = 'no_show' then 1.0 else 0 end) from lessons where status not in ('scheduled', 'cancelled') group by 1
-- or
select lesson_type, 100 * avg(case when status = 'no_show' then 1.0 else 0 end) from lessons group by 1
-- or
select lesson_type, 100 * avg(case when status = 'no_show' then 1.0 else 0 end) from lessons where status <> 'scheduled' group by 1
-- or
select lesson_type, 100 * avg(case when status = 'no_show' then 1.0 else 0 end) from lessons where status not in ('scheduled', 'cancelled') group by 1

-- answer: How many lessons did each branch give in 2024?
select b.branch_name, count(*) from lessons l join instructors i using (instructor_id) join branches b using (branch_id) where l.status = 'completed' and year(l.starts_at) = 2024 group by 1
-- or
select b.branch_name, count(*) from lessons l join instructors i using (instructor_id) join branches b using (branch_id) where year(l.starts_at) = 2024 group by 1
-- or
select b.branch_name, count(*) from lessons l join instructors i using (instructor_id) join branches b using (branch_id) where l.status <> 'cancelled' and year(l.starts_at) = 2024 group by 1
-- or
select b.branch_name, count(*) from lessons l join vehicles v using (vehicle_id) join branches b using (branch_id) where l.status = 'completed' and year(l.starts_at) = 2024 group by 1
-- or
select b.branch_name, count(*) from lessons l join vehicles v using (vehicle_id) join branches b using (branch_id) where year(l.starts_at) = 2024 group by 1
-- or
select b.branch_name, count(*) from lessons l join vehicles v using (vehicle_id) join branches b using (branch_id) where l.status <> 'cancelled' and year(l.starts_at) = 2024 group by 1

-- answer: Value of completed lessons by quarter
select date_trunc('quarter', starts_at), sum(price) from lessons where status = 'completed' group by all
-- or
select year(starts_at), quarter(starts_at), sum(price) from lessons where status = 'completed' group by all

-- answer: How much did students pay us in total in 2024?
select sum(amount) from payments where year(paid_on) = 2024
-- or
select sum(amount) from payments where year(paid_on) = 2024 and status = 'paid'
-- or
select sum(amount) from payments where year(paid_on) = 2024 and status <> 'failed'

-- answer: Payments by payment method
select payment_method, sum(amount) from payments group by 1
-- or
select payment_method, sum(amount) from payments where status = 'paid' group by 1
-- or
select payment_method, sum(amount) from payments where status <> 'failed' group by 1
-- or
select payment_method, count(*) from payments group by 1
-- or
select payment_method, count(*) from payments where status = 'paid' group by 1
-- or
select payment_method, count(*) from payments where status <> 'failed' group by 1

-- answer: Top 3 packages by number of payments
select p.package_name, count(*) from payments y join packages p using (package_id) group by 1 order by 2 desc limit 3
-- or
select p.package_name, count(*) from payments y join packages p using (package_id) where y.status = 'paid' group by 1 order by 2 desc limit 3

-- answer: How much did we refund in 2024?
select sum(amount) from payments where status = 'refunded' and year(paid_on) = 2024

-- answer: Amount paid in Q1 2025 compared with Q1 2024
select sum(amount) filter (where year(paid_on) = 2025), sum(amount) filter (where year(paid_on) = 2024) from payments where quarter(paid_on) = 1
-- or
select sum(amount) filter (where year(paid_on) = 2025), sum(amount) filter (where year(paid_on) = 2024) from payments where quarter(paid_on) = 1 and status = 'paid'
-- or
select sum(amount) filter (where year(paid_on) = 2025), sum(amount) filter (where year(paid_on) = 2024) from payments where quarter(paid_on) = 1 and status <> 'failed'
-- or
select year(paid_on), sum(amount) from payments where quarter(paid_on) = 1 and year(paid_on) in (2024, 2025) group by 1
-- or
select year(paid_on), sum(amount) from payments where quarter(paid_on) = 1 and year(paid_on) in (2024, 2025) and status = 'paid' group by 1
-- or
select year(paid_on), sum(amount) from payments where quarter(paid_on) = 1 and year(paid_on) in (2024, 2025) and status <> 'failed' group by 1
-- or
select date_trunc('year', paid_on), sum(amount) from payments where quarter(paid_on) = 1 and year(paid_on) in (2024, 2025) group by 1
-- or
select date_trunc('year', paid_on), sum(amount) from payments where quarter(paid_on) = 1 and year(paid_on) in (2024, 2025) and status = 'paid' group by 1
-- or
select date_trunc('year', paid_on), sum(amount) from payments where quarter(paid_on) = 1 and year(paid_on) in (2024, 2025) and status <> 'failed' group by 1

-- answer: How many practical tests were passed in 2024?
select count(*) from driving_tests where test_type = 'practical' and result = 'pass' and year(test_date) = 2024

-- answer: Pass rate of practical tests by test centre
select test_centre, avg(case when result = 'pass' then 1.0 else 0 end) from driving_tests where test_type = 'practical' and result is not null group by 1
-- or
select test_centre, avg(case when result = 'pass' then 1.0 else 0 end) from driving_tests where test_type = 'practical' group by 1
-- or
select test_centre, 100 * avg(case when result = 'pass' then 1.0 else 0 end) from driving_tests where test_type = 'practical' and result is not null group by 1
-- or
select test_centre, 100 * avg(case when result = 'pass' then 1.0 else 0 end) from driving_tests where test_type = 'practical' group by 1

-- answer: How many students passed the practical test at the first attempt?
select count(*) from driving_tests where test_type = 'practical' and result = 'pass' and attempt_number = 1

-- answer: Which tests are booked for July 2025?
select count(*) from driving_tests where test_date >= '2025-07-01' and test_date < '2025-08-01'
-- or
select test_id from driving_tests where test_date >= '2025-07-01' and test_date < '2025-08-01'
-- or
select test_type, test_centre, test_date from driving_tests where test_date >= '2025-07-01' and test_date < '2025-08-01'

-- answer: Which cars have more than 80,000 miles on the clock?
select registration from vehicles where mileage > 80000
-- or
select registration from vehicles where mileage > 80000 and is_in_service

-- answer: What did we spend on the cars in 2024, by type of expense?
select expense_type, sum(amount) from vehicle_expenses where year(expense_date) = 2024 group by 1

-- answer: Top 5 cars by repair costs
select v.registration, sum(e.amount) from vehicle_expenses e join vehicles v using (vehicle_id) where e.expense_type = 'Repair' group by 1 order by 2 desc limit 5

-- answer: What is the average hourly wage of each instructor grade?
select grade, avg(hourly_wage) from instructors group by 1
-- or
select grade, avg(hourly_wage) from instructors where left_on is null group by 1

-- answer: Which instructors left in 2024?
select first_name, last_name from instructors where year(left_on) = 2024
-- or
select first_name || ' ' || last_name from instructors where year(left_on) = 2024

-- refuse: How many complaints did we get last month?

-- refuse: Average student rating per instructor

-- refuse: Speeding fines by instructor in 2024

-- refuse: How many people are on the waiting list for lessons?

-- ask: Revenue per month in 2024
