-- answer: How many courses have we published?
select count(*) from courses where status = 'published'
-- or
select count(*) from courses where published_at is not null

-- answer: courses per subject
select subject_name, count(*) from courses join subjects using (subject_id) group by 1
-- or
select subject_name, count(*) from courses join subjects using (subject_id) where status = 'published' group by 1
-- or
select subject_name, count(*) from courses join subjects using (subject_id) where status <> 'draft' group by 1

-- answer: Enrolments by month in 2025
select date_trunc('month', enrolled_at)::date, count(*) from enrolments where year(enrolled_at) = 2025 group by 1

-- then: only for Data Science
select date_trunc('month', enrolled_at)::date, count(*) from enrolments join courses using (course_id) join subjects using (subject_id) where year(enrolled_at) = 2025 and subject_name = 'Data Science' group by 1

-- answer: What is our revenue by subject?
select subject_name, sum(amount) from payments p join enrolments using (enrolment_id) join courses using (course_id) join subjects using (subject_id) group by 1
-- or
select subject_name, sum(amount) from payments p join enrolments using (enrolment_id) join courses using (course_id) join subjects using (subject_id) where p.status = 'succeeded' group by 1
-- or
select subject_name, sum(amount) from payments p join enrolments using (enrolment_id) join courses using (course_id) join subjects using (subject_id) where p.status <> 'failed' group by 1

-- ordered: the 5 courses with the most enrolments
select title, count(*) from enrolments join courses using (course_id) group by 1 order by 2 desc limit 5

-- answer: average rating per instructor
select i.full_name, avg(rating) from reviews join enrolments using (enrolment_id) join courses using (course_id) join instructors i using (instructor_id) group by 1
-- or
select i.full_name, avg(rating) from instructors i left join courses using (instructor_id) left join enrolments using (course_id) left join reviews using (enrolment_id) group by 1

-- answer: Which course is rated best?
select title from reviews join enrolments using (enrolment_id) join courses using (course_id) group by 1 order by avg(rating) desc limit 1

-- answer: number of learners per country
select country, count(*) from learners group by 1
-- or
select country, count(*) from learners where deleted_at is null group by 1

-- answer: How many learners signed up last month?
select count(*) from learners where created_at >= '2025-05-01' and created_at < '2025-06-01'

-- answer: Learners who have never enrolled in a course
select full_name from learners l where not exists (from enrolments e where e.learner_id = l.learner_id)
-- or
select full_name from learners l where not exists (from enrolments e where e.learner_id = l.learner_id) and deleted_at is null
-- or
select count(*) from learners l where not exists (from enrolments e where e.learner_id = l.learner_id)
-- or
select count(*) from learners l where not exists (from enrolments e where e.learner_id = l.learner_id) and deleted_at is null

-- answer: What percentage of enrolments was completed?
select 100.0 * count(*) filter (status = 'completed') / count(*) from enrolments
-- or
select count(*) filter (status = 'completed') / count(*) from enrolments

-- answer: certificates issued in 2024
select count(*) from certificates where year(issued_on) = 2024

-- answer: total lesson minutes per course
select c.title, sum(duration_minutes) from lessons l join courses c using (course_id) group by 1

-- answer: Which of our courses are free?
select title from courses where price = 0

-- answer: average price of a beginner course
select avg(price) from courses where level = 'beginner'
-- or
select avg(price) from courses where level = 'beginner' and status = 'published'
-- or
select avg(price) from courses where level = 'beginner' and price > 0

-- answer: payments by payment method
select method, sum(amount) from payments group by 1
-- or
select method, sum(amount) from payments where status = 'succeeded' group by 1
-- or
select method, sum(amount) from payments where status <> 'failed' group by 1
-- or
select method, count(*) from payments group by 1
-- or
select method, count(*) from payments where status = 'succeeded' group by 1
-- or
select method, count(*) from payments where status <> 'failed' group by 1

-- answer: How many payments failed this year?
select count(*) from payments where status = 'failed' and year(created_at) = 2025

-- answer: Amount refunded to learners per year
select date_trunc('year', created_at)::date, sum(amount) from payments where status = 'refunded' group by 1
-- or
select year(created_at), sum(amount) from payments where status = 'refunded' group by 1

-- answer: Which coupon code has been used the most?
select code from payments join coupons using (coupon_id) group by 1 order by count(*) desc limit 1

-- answer: average progress of active enrolments by course level
select level, avg(progress_percent) from enrolments e join courses using (course_id) where e.status = 'active' group by 1

-- answer: list the courses taught in German
select title from courses where language = 'German'

-- answer: Instructors without any course
select full_name from instructors i where not exists (from courses c where c.instructor_id = i.instructor_id)

-- answer: How many learners come from Brazil or India?
select count(*) from learners where country in ('Brazil', 'India')
-- or
select count(*) from learners where country in ('Brazil', 'India') and deleted_at is null

-- answer: Payments in 2024 vs 2023
select sum(amount) from payments where year(created_at) in (2023, 2024) group by year(created_at)
-- or
select sum(amount) from payments where year(created_at) in (2023, 2024) and status = 'succeeded' group by year(created_at)
-- or
select sum(amount) from payments where year(created_at) in (2023, 2024) and status <> 'failed' group by year(created_at)
-- or
select sum(amount) filter (year(created_at) = 2024), sum(amount) filter (year(created_at) = 2023) from payments
-- or
select sum(amount) filter (year(created_at) = 2024), sum(amount) filter (year(created_at) = 2023) from payments where status = 'succeeded'
-- or
select sum(amount) filter (year(created_at) = 2024), sum(amount) filter (year(created_at) = 2023) from payments where status <> 'failed'
-- or
select count(*) from payments where year(created_at) in (2023, 2024) group by year(created_at)
-- or
select count(*) from payments where year(created_at) in (2023, 2024) and status = 'succeeded' group by year(created_at)
-- or
select count(*) from payments where year(created_at) in (2023, 2024) and status <> 'failed' group by year(created_at)

-- answer: number of one-star reviews
select count(*) from reviews where rating = 1

-- then: per subject
select subject_name, count(*) from reviews join enrolments using (enrolment_id) join courses using (course_id) join subjects using (subject_id) where rating = 1 group by 1

-- answer: lessons longer than 45 minutes
select title from lessons where duration_minutes > 45
-- or
select count(*) from lessons where duration_minutes > 45

-- answer: How many learners get our newsletter?
select count(*) from learners where newsletter
-- or
select count(*) from learners where newsletter and deleted_at is null

-- answer: How many days does it take on average to complete a course?
select avg(date_diff('day', enrolled_at, completed_at)) from enrolments
-- or
select avg(date_diff('second', enrolled_at, completed_at) / 86400.0) from enrolments

-- answer: busiest month of 2024 by enrolments
select date_trunc('month', enrolled_at)::date from enrolments where year(enrolled_at) = 2024 group by 1 order by count(*) desc limit 1

-- answer: Learners who joined in 2024 by signup source
select signup_source, count(*) from learners where year(created_at) = 2024 group by 1
-- or
select signup_source, count(*) from learners where year(created_at) = 2024 and signup_source is not null group by 1

-- refuse: What is the average age of our learners?

-- refuse: How many minutes of video were watched last month?

-- refuse: enrolments from mobile versus desktop

-- refuse: Number of forum posts per course

-- refuse: What do we spend on advertising per month?

-- refuse: How many learners passed the final exam?
