-- answer: How many employees do we have?
select count(*) from employees
-- or
select count(*) from employees where termination_date is null

-- answer: employees per department
select d.dept_name, count(*) from employees e join departments d using (dept_id) group by 1
-- or
select d.dept_name, count(*) from employees e join departments d using (dept_id) where e.termination_date is null group by 1

-- answer: Applications by stage
select stage, count(*) from applications group by 1

-- answer: applications per month in 2025
select date_trunc('month', applied_on), count(*) from applications where year(applied_on) = 2025 group by 1

-- ordered: Top 3 job titles by number of applications
select j.title, count(*) from applications a join jobs j using (job_id) group by 1 order by 2 desc limit 3

-- answer: Number of candidates per source
select source, count(*) from candidates group by 1

-- answer: average years of experience of candidates by country
select country, avg(years_experience) from candidates group by 1

-- answer: how many jobs are open right now
select count(*) from jobs where job_status = 'open'

-- answer: Jobs posted per quarter
select date_trunc('quarter', posted_on), count(*) from jobs group by 1

-- answer: total annual budget of all departments
select sum(annual_budget) from departments

-- answer: Which department has the largest budget?
select dept_name from departments order by annual_budget desc nulls last limit 1

-- answer: Average interview score
select avg(score) from interviews

-- answer: interviews per month in 2024
select date_trunc('month', scheduled_at), count(*) from interviews where year(scheduled_at) = 2024 group by 1

-- answer: How many employees are remote?
select count(*) from employees where is_remote
-- or
select count(*) from employees where is_remote and termination_date is null

-- answer: number of employees hired per year
select year(hire_date), count(*) from employees group by 1
-- or
select date_trunc('year', hire_date), count(*) from employees group by 1

-- answer: Jobs by employment type
select employment_type, count(*) from jobs group by 1

-- answer: Average expected salary of applications by department
select d.dept_name, avg(a.expected_salary) from applications a join jobs j using (job_id) join departments d using (dept_id) group by 1

-- answer: how many candidates come from Germany?
select count(*) from candidates where country = 'Germany'

-- answer: Candidates with more than 10 years of experience, how many?
select count(*) from candidates where years_experience > 10

-- answer: How many employees were hired in 2024?
select count(*) from employees where year(hire_date) = 2024

-- answer: How many employees have a termination date last year?
select count(*) from employees where year(termination_date) = 2024

-- answer: lowest and highest expected salary
select min(expected_salary), max(expected_salary) from applications

-- answer: How many applications from the first quarter of 2025 were rejected?
select count(*) from applications where stage = 'rejected' and applied_on between '2025-01-01' and '2025-03-31'
-- or
select count(*) from applications where stage = 'rejected' and decided_on between '2025-01-01' and '2025-03-31'

-- answer: Number of different countries our candidates are from
select count(distinct country) from candidates

-- answer: intervews by outcome
select outcome, count(*) from interviews where outcome is not null group by 1

-- answer: What percentage of candidates come from referrals?
select 100.0 * count(*) filter (where source = 'referral') / count(*) from candidates
-- or
select 1.0 * count(*) filter (where source = 'referral') / count(*) from candidates

-- answer: Departments located in Berlin
select dept_name from departments where location = 'Berlin'

-- answer: Headcount by gender
select gender, count(*) from employees group by 1
-- or
select gender, count(*) from employees where termination_date is null group by 1

-- answer: Average current base salary by department
select d.dept_name, avg(s.base_salary) from salary_history s join employees e using (emp_id) join departments d using (dept_id) where s.effective_to is null group by 1
-- or
select d.dept_name, avg(s.base_salary) from salary_history s join employees e using (emp_id) join departments d using (dept_id) where s.effective_from <= '2025-06-18' and coalesce(s.effective_to, '2025-06-18') >= '2025-06-18' group by 1

-- answer: How many candidates have never applied for a job?
select count(*) from candidates c where not exists (select 1 from applications a where a.candidate_id = c.candidate_id)

-- answer: Which jobs didn't get any application?
select job_id, title from jobs j where not exists (select 1 from applications a where a.job_id = j.job_id)
-- or
select title from jobs j where not exists (select 1 from applications a where a.job_id = j.job_id)
-- or
select distinct title from jobs j where not exists (select 1 from applications a where a.job_id = j.job_id)

-- answer: Who manages the most employees?
select m.last_name from employees e join employees m on m.emp_id = e.manager_id group by m.emp_id, m.last_name order by count(*) desc limit 1
-- or
select m.first_name from employees e join employees m on m.emp_id = e.manager_id group by m.emp_id, m.first_name order by count(*) desc limit 1
-- or
select m.emp_id from employees e join employees m on m.emp_id = e.manager_id group by m.emp_id order by count(*) desc limit 1
-- or
select m.first_name || ' ' || m.last_name from employees e join employees m on m.emp_id = e.manager_id group by m.emp_id, 1 order by count(*) desc limit 1

-- answer: average days from applying to decision for hired applications
select avg(decided_on - applied_on) from applications where stage = 'hired'

-- answer: share of applications that ended in a hire, per candidate source
select c.source, 1.0 * count(*) filter (where a.stage = 'hired') / count(*) from applications a join candidates c using (candidate_id) group by 1
-- or
select c.source, 100.0 * count(*) filter (where a.stage = 'hired') / count(*) from applications a join candidates c using (candidate_id) group by 1

-- refuse: Sick days per department
-- refuse: How much did we spend on training last year?
-- refuse: employee satisfaction by location
-- refuse: Which university did most candidates attend?

-- ask: average salary by title
-- ask: top 5 by salary

-- answer: headcount by department
select d.dept_name, count(*) from employees e join departments d using (dept_id) where e.termination_date is null group by 1
-- or
select d.dept_name, count(*) from employees e join departments d using (dept_id) group by 1

-- answer: hires: 2025 against 2024
select year(hire_date), count(*) from employees where year(hire_date) in (2024, 2025) group by 1
-- or
select date_trunc('year', hire_date), count(*) from employees where year(hire_date) in (2024, 2025) group by 1
-- or
select year(hire_date), count(*) from employees where year(hire_date) in (2024, 2025) and strftime(hire_date, '%m%d') < '0618' group by 1
-- or
select count(*) filter (where year(hire_date) = 2025), count(*) filter (where year(hire_date) = 2024) from employees
-- or
select count(*) filter (where year(hire_date) = 2025), count(*) filter (where hire_date >= '2024-01-01' and hire_date < '2024-06-18') from employees
-- or
select year(decided_on), count(*) from applications where stage = 'hired' and year(decided_on) in (2024, 2025) group by 1
-- or
select date_trunc('year', decided_on), count(*) from applications where stage = 'hired' and year(decided_on) in (2024, 2025) group by 1
-- or
select year(decided_on), count(*) from applications where stage = 'hired' and year(decided_on) in (2024, 2025) and strftime(decided_on, '%m%d') < '0618' group by 1
-- or
select count(*) filter (where year(decided_on) = 2025), count(*) filter (where year(decided_on) = 2024) from applications where stage = 'hired'
-- or
select count(*) filter (where year(decided_on) = 2025), count(*) filter (where decided_on >= '2024-01-01' and decided_on < '2024-06-18') from applications where stage = 'hired'

-- answer: Who left the company in 2024?
select e.first_name, e.last_name from employees e where year(e.termination_date) = 2024
-- or
select e.first_name || ' ' || e.last_name from employees e where year(e.termination_date) = 2024

-- answer: Which jobs are still open?
select title from jobs where job_status = 'open'
-- or
select title from jobs where closed_on is null
-- or
select job_id from jobs where job_status = 'open'
-- or
select job_id from jobs where closed_on is null

-- then: only those in Berlin
select j.title from jobs j join departments d using (dept_id) where j.job_status = 'open' and d.location = 'Berlin'
-- or
select j.title from jobs j join departments d using (dept_id) where j.closed_on is null and d.location = 'Berlin'
-- or
select j.job_id from jobs j join departments d using (dept_id) where j.job_status = 'open' and d.location = 'Berlin'
-- or
select j.job_id from jobs j join departments d using (dept_id) where j.closed_on is null and d.location = 'Berlin'

-- answer: average time to fill a job, in days
select avg(date_diff('day', posted_on, closed_on)) from jobs where job_status = 'filled'
-- or
select avg(date_diff('day', posted_on, closed_on)) from jobs where closed_on is not null

-- answer: Who has done the most interviews?
select e.first_name, e.last_name from interviews i join employees e on e.emp_id = i.interviewer_id group by e.emp_id, e.first_name, e.last_name order by count(*) desc limit 1
-- or
select e.first_name || ' ' || e.last_name from interviews i join employees e on e.emp_id = i.interviewer_id group by e.emp_id, e.first_name, e.last_name order by count(*) desc limit 1

-- answer: LinkedIn candidates as a % of all candidates
select avg(case when source = 'LinkedIn' then 1.0 else 0 end) from candidates
-- or
select 100 * avg(case when source = 'LinkedIn' then 1.0 else 0 end) from candidates

-- answer: applications in May compared to April
select date_trunc('month', applied_on), count(*) from applications where applied_on >= '2025-04-01' and applied_on < '2025-06-01' group by 1
-- or
select month(applied_on), count(*) from applications where applied_on >= '2025-04-01' and applied_on < '2025-06-01' group by 1
-- or
select count(*) filter (where applied_on >= '2025-05-01' and applied_on < '2025-06-01'), count(*) filter (where applied_on >= '2025-04-01' and applied_on < '2025-05-01') from applications
-- or
select count(*) filter (where applied_on >= '2025-05-01' and applied_on < '2025-06-01') > count(*) filter (where applied_on >= '2025-04-01' and applied_on < '2025-05-01') from applications
-- or
select count(*) filter (where applied_on >= '2025-05-01' and applied_on < '2025-06-01') - count(*) filter (where applied_on >= '2025-04-01' and applied_on < '2025-05-01') from applications

-- answer: candidates who have never applied for anything
select count(*) from candidates c where not exists (select 1 from applications a where a.candidate_id = c.candidate_id)
-- or
select candidate_id from candidates c where not exists (select 1 from applications a where a.candidate_id = c.candidate_id)
-- or
select full_name from candidates c where not exists (select 1 from applications a where a.candidate_id = c.candidate_id)

-- ordered: average interview score by department, lowest first
select d.dept_name, avg(i.score) from interviews i join applications a using (application_id) join jobs j using (job_id) join departments d using (dept_id) group by 1 order by 2
-- or
select d.dept_name, avg(i.score) from interviews i join employees e on e.emp_id = i.interviewer_id join departments d using (dept_id) group by 1 order by 2

-- answer: interview no-shows per month this year
select date_trunc('month', scheduled_at), count(*) from interviews where outcome = 'no-show' and year(scheduled_at) = 2025 group by 1

-- answer: jobs with more than 30 applications
select j.title from applications a join jobs j using (job_id) group by j.job_id, j.title having count(*) > 30
-- or
select j.job_id from applications a join jobs j using (job_id) group by j.job_id, j.title having count(*) > 30
-- or
select j.title, count(*) from applications a join jobs j using (job_id) group by j.job_id, j.title having count(*) > 30

-- answer: Could you tell me who earns the most at the moment?
select e.first_name, e.last_name from salary_history s join employees e using (emp_id) where s.effective_to is null order by s.base_salary desc limit 1
-- or
select e.first_name || ' ' || e.last_name from salary_history s join employees e using (emp_id) where s.effective_to is null order by s.base_salary desc limit 1

-- answer: average current salary in Engineering
select avg(s.base_salary) from salary_history s join employees e using (emp_id) join departments d using (dept_id) where d.dept_name = 'Engineering' and s.effective_to is null

-- answer: how many of our people work remotely?
select count(*) from employees where is_remote and termination_date is null
-- or
select count(*) from employees where is_remote

-- answer: How many interviews are scheduled for next week?
select count(*) from interviews where scheduled_at >= '2025-06-23' and scheduled_at < '2025-06-30'
-- or
select count(*) from interviews where scheduled_at >= '2025-06-22' and scheduled_at < '2025-06-29'

-- answer: budget per head for each department
select d.dept_name, d.annual_budget / count(*) from employees e join departments d using (dept_id) where d.annual_budget is not null and e.termination_date is null group by 1, d.annual_budget
-- or
select d.dept_name, d.annual_budget / count(*) from employees e join departments d using (dept_id) where d.annual_budget is not null group by 1, d.annual_budget
-- or
select d.dept_name, d.annual_budget / count(*) from employees e join departments d using (dept_id) where e.termination_date is null group by 1, d.annual_budget
-- or
select d.dept_name, d.annual_budget / count(*) from employees e join departments d using (dept_id) group by 1, d.annual_budget

-- answer: rejected applications by candidate source
select c.source, count(*) from applications a join candidates c using (candidate_id) where a.stage = 'rejected' group by 1

-- answer: candidates from India with at least 15 years of experience
select count(*) from candidates where country = 'India' and years_experience >= 15
-- or
select candidate_id from candidates where country = 'India' and years_experience >= 15
-- or
select full_name from candidates where country = 'India' and years_experience >= 15

-- answer: Engineering jobs that pay more than 90k
select j.title from jobs j join departments d using (dept_id) where d.dept_name = 'Engineering' and j.salary_max > 90000
-- or
select j.job_id from jobs j join departments d using (dept_id) where d.dept_name = 'Engineering' and j.salary_max > 90000
-- or
select count(*) from jobs j join departments d using (dept_id) where d.dept_name = 'Engineering' and j.salary_max > 90000

-- answer: which manager has the most direct reports
select m.first_name, m.last_name from employees e join employees m on m.emp_id = e.manager_id where e.termination_date is null group by m.emp_id, m.first_name, m.last_name order by count(*) desc limit 1
-- or
select m.first_name || ' ' || m.last_name from employees e join employees m on m.emp_id = e.manager_id where e.termination_date is null group by m.emp_id, m.first_name, m.last_name order by count(*) desc limit 1

-- answer: Men and women by department, current staff only
select d.dept_name, e.gender, count(*) from employees e join departments d using (dept_id) where e.termination_date is null group by 1, 2
-- or
select d.dept_name, count(*) filter (where e.gender = 'female'), count(*) filter (where e.gender = 'male') from employees e join departments d using (dept_id) where e.termination_date is null group by 1
-- or
select d.dept_name, e.gender, count(*) from employees e left join departments d using (dept_id) where e.termination_date is null group by 1, 2

-- refuse: cost per hire by source

-- refuse: How happy are our employees?

-- refuse: sick days by department last month

-- answer: Who joined us this year?
select first_name, last_name from employees where year(hire_date) = 2025
-- or
select first_name || ' ' || last_name from employees where year(hire_date) = 2025

-- then: only in Sales
select e.first_name, e.last_name from employees e join departments d using (dept_id) where year(e.hire_date) = 2025 and d.dept_name = 'Sales'
-- or
select e.first_name || ' ' || e.last_name from employees e join departments d using (dept_id) where year(e.hire_date) = 2025 and d.dept_name = 'Sales'

-- answer: How many interviews did we have last week?
select count(*) from interviews where scheduled_at >= '2025-06-09' and scheduled_at < '2025-06-16'
-- or
select count(*) from interviews where scheduled_at >= '2025-06-09' and scheduled_at < '2025-06-16' and outcome <> 'no-show'

-- answer: how many applications are at the offer stage
select count(*) from applications where stage = 'offer'

-- then: for which jobs?
select j.title from applications a join jobs j using (job_id) where a.stage = 'offer'
-- or
select distinct j.title from applications a join jobs j using (job_id) where a.stage = 'offer'
-- or
select j.job_id, j.title from applications a join jobs j using (job_id) where a.stage = 'offer' group by 1, 2
-- or
select j.title from applications a join jobs j using (job_id) where a.stage = 'offer' group by j.job_id, 1

-- answer: Who reports to Ben Hoff?
select e.first_name, e.last_name from employees e join employees m on m.emp_id = e.manager_id where m.first_name = 'Ben' and m.last_name = 'Hoff'
-- or
select e.first_name, e.last_name from employees e join employees m on m.emp_id = e.manager_id where m.first_name = 'Ben' and m.last_name = 'Hoff' and e.termination_date is null
-- or
select e.first_name || ' ' || e.last_name from employees e join employees m on m.emp_id = e.manager_id where m.first_name = 'Ben' and m.last_name = 'Hoff'
-- or
select e.first_name || ' ' || e.last_name from employees e join employees m on m.emp_id = e.manager_id where m.first_name = 'Ben' and m.last_name = 'Hoff' and e.termination_date is null

-- answer: number of people working in Krakow
select count(*) from employees e join departments d using (dept_id) where d.location = 'Krakow' and e.termination_date is null
-- or
select count(*) from employees e join departments d using (dept_id) where d.location = 'Krakow'

-- answer: which colleague has been here the longest?
select first_name, last_name from employees where termination_date is null order by hire_date limit 1
-- or
select first_name || ' ' || last_name from employees where termination_date is null order by hire_date limit 1

-- answer: leavers per year
select year(termination_date), count(*) from employees where termination_date is not null group by 1
-- or
select date_trunc('year', termination_date), count(*) from employees where termination_date is not null group by 1

-- answer: how long is an interview on average in each department, in minutes?
select d.dept_name, avg(i.duration_min) from interviews i join applications a using (application_id) join jobs j using (job_id) join departments d using (dept_id) group by 1
-- or
select d.dept_name, avg(i.duration_min) from interviews i join applications a using (application_id) join jobs j using (job_id) join departments d using (dept_id) where i.outcome <> 'no-show' group by 1
-- or
select d.dept_name, avg(i.duration_min) from interviews i join employees e on e.emp_id = i.interviewer_id join departments d using (dept_id) group by 1

-- answer: How many candidates did we get from agencies in 2025?
select count(*) from candidates where source = 'agency' and year(created_at) = 2025

-- answer: jobs that are on hold
select title from jobs where job_status = 'on hold'
-- or
select distinct title from jobs where job_status = 'on hold'

-- answer: vacancies per department right now
select d.dept_name, count(*) from jobs j join departments d using (dept_id) where j.job_status = 'open' group by 1
-- or
select d.dept_name, count(j.job_id) from departments d left join jobs j on j.dept_id = d.dept_id and j.job_status = 'open' group by 1

-- answer: What is the lowest starting salary among the open jobs?
select min(salary_min) from jobs where job_status = 'open'

-- answer: what do all current base salaries add up to?
select sum(base_salary) from salary_history where effective_to is null

-- then: by department
select d.dept_name, sum(s.base_salary) from salary_history s join employees e using (emp_id) join departments d using (dept_id) where s.effective_to is null group by 1

-- answer: applications from candidates in Brazil by stage
select a.stage, count(*) from applications a join candidates c using (candidate_id) where c.country = 'Brazil' group by 1

-- then: only for jobs in Berlin
select a.stage, count(*) from applications a join candidates c using (candidate_id) join jobs j using (job_id) join departments d using (dept_id) where c.country = 'Brazil' and d.location = 'Berlin' group by 1

-- answer: What share of the people in Research are women?
select count(*) filter (e.gender = 'female') / count(*) from employees e join departments d using (dept_id) where d.dept_name = 'Research' and e.termination_date is null
-- or
select count(*) filter (e.gender = 'female') / count(*) from employees e join departments d using (dept_id) where d.dept_name = 'Research'
-- or
select 100.0 * count(*) filter (e.gender = 'female') / count(*) from employees e join departments d using (dept_id) where d.dept_name = 'Research' and e.termination_date is null
-- or
select 100.0 * count(*) filter (e.gender = 'female') / count(*) from employees e join departments d using (dept_id) where d.dept_name = 'Research'

-- answer: how many applicants did we turn down last month?
select count(*) from applications where stage = 'rejected' and decided_on >= '2025-05-01' and decided_on < '2025-06-01'

-- then: and in April?
select count(*) from applications where stage = 'rejected' and decided_on >= '2025-04-01' and decided_on < '2025-05-01'
-- or
select count(distinct candidate_id) from applications where stage = 'rejected' and decided_on >= '2025-04-01' and decided_on < '2025-05-01'

-- ordered: which countries do our candidates come from, most common first
select country, count(*) from candidates group by 1 order by 2 desc

-- answer: sales staff working from home
select count(*) from employees e join departments d using (dept_id) where d.dept_name = 'Sales' and e.is_remote and e.termination_date is null
-- or
select e.first_name, e.last_name from employees e join departments d using (dept_id) where d.dept_name = 'Sales' and e.is_remote and e.termination_date is null
-- or
select e.first_name || ' ' || e.last_name from employees e join departments d using (dept_id) where d.dept_name = 'Sales' and e.is_remote and e.termination_date is null

-- refuse: How many days of holiday does Eva Diaz have left?

-- refuse: who is on parental leave at the moment?

-- refuse: What did we pay for job adverts in May?
