-- answer: How much did we raise in 2024?
select sum(amount) from donations where year(received_on) = 2024
-- or
select sum(amount) from donations where year(received_on) = 2024 and refunded_on is null

-- answer: total donations in 2024
select sum(amount) from donations where year(received_on) = 2024
-- or
select count(*) from donations where year(received_on) = 2024

-- answer: sum of donations by campaign
select title, sum(amount) from donations left join campaigns on campaigns.id = campaign_id group by 1

-- then: just 2024
select title, sum(amount) from donations left join campaigns on campaigns.id = campaign_id where year(received_on) = 2024 group by 1

-- answer: number of donors by country
select country, count(*) from donors group by 1

-- answer: average gift by donor type
select donor_type, avg(amount) from donations left join donors on donors.id = donor_id group by 1

-- ordered: Top 10 donors by amount given
select name, sum(amount) from donations join donors on donors.id = donor_id group by donors.id, 1 order by 2 desc limit 10

-- answer: how many donors gave more than once?
select count(*) from (select donor_id from donations where donor_id is not null group by 1 having count(*) > 1)

-- answer: donors who gave in 2024 but not this year
select name from donors where id in (select donor_id from donations where year(received_on) = 2024) and id not in (select donor_id from donations where year(received_on) = 2025 and donor_id is not null)
-- or
select count(*) from donors where id in (select donor_id from donations where year(received_on) = 2024) and id not in (select donor_id from donations where year(received_on) = 2025 and donor_id is not null)

-- answer: how many donors have never given anything?
select count(*) from donors where id not in (select donor_id from donations where donor_id is not null)

-- answer: What share of donations is recurring?
select avg(is_recurring::int) from donations
-- or
select 100 * avg(is_recurring::int) from donations
-- or
select sum(amount) filter (where is_recurring) / sum(amount) from donations
-- or
select 100 * sum(amount) filter (where is_recurring) / sum(amount) from donations
-- or
select is_recurring, count(*) / (select count(*) from donations) from donations group by 1
-- or
select is_recurring, 100 * count(*) / (select count(*) from donations) from donations group by 1

-- answer: donation amount by payment method this year
select payment_method, sum(amount) from donations where year(received_on) = 2025 group by 1

-- answer: amount raised and goal per campaign
select title, sum(amount), any_value(goal_amount) from campaigns left join donations on campaigns.id = campaign_id group by campaigns.id, 1
-- or
select title, sum(amount), any_value(goal_amount) from donations join campaigns on campaigns.id = campaign_id group by campaigns.id, 1
-- or
select title, sum(amount), any_value(goal_amount) from donations left join campaigns on campaigns.id = campaign_id group by campaigns.id, 1

-- answer: how many donations were refunded?
select count(*) from donations where refunded_on is not null

-- answer: active projects by region
select regions.name, count(*) from projects join regions on regions.id = region_id where status = 'active' group by 1
-- or
select regions.name, count(projects.id) from regions left join projects on regions.id = region_id and status = 'active' group by 1

-- answer: total budget of active water projects
select sum(budget) from projects where status = 'active' and sector = 'water'

-- ordered: top 5 projects by expenses
select name, sum(amount) from expenses join projects on projects.id = project_id group by projects.id, 1 order by 2 desc limit 5

-- answer: Which projects have no expenses?
select name from projects where id not in (select project_id from expenses)

-- answer: How much of the budget has been spent per project?
select name, sum(amount) from expenses join projects on projects.id = project_id group by projects.id, 1
-- or
select name, sum(amount) from projects left join expenses on projects.id = project_id group by projects.id, 1
-- or
select name, sum(amount) / any_value(budget) from projects left join expenses on projects.id = project_id group by projects.id, 1
-- or
select name, sum(amount) / any_value(budget) from projects join expenses on projects.id = project_id group by projects.id, 1

-- answer: expenses by sector and category in 2024
select sector, category, sum(amount) from expenses join projects on projects.id = project_id where year(spent_on) = 2024 group by 1, 2

-- answer: total of grants that are not paid yet
select sum(amount) from grants where paid_on is null

-- answer: grant amount per partner in 2024
select name, sum(amount) from grants join partners on partners.id = partner_id where year(approved_on) = 2024 group by 1
-- or
select name, sum(amount) from grants join partners on partners.id = partner_id where year(paid_on) = 2024 group by 1

-- answer: average number of days between approval and payment of a grant
select avg(datediff('day', approved_on, paid_on)) from grants

-- answer: How many volunteers joined each year?
select year(joined_on), count(*) from volunteers group by 1
-- or
select date_trunc('year', joined_on), count(*) from volunteers group by 1

-- answer: volunteer hours last quarter
select sum(hours) from volunteer_shifts where worked_on >= '2025-01-01' and worked_on < '2025-04-01'

-- answer: who are the 3 volunteers with the most hours this year
select full_name from volunteer_shifts join volunteers on volunteers.id = volunteer_id where year(worked_on) = 2025 group by volunteers.id, 1 order by sum(hours) desc limit 3

-- answer: volunteers without a background check by city
select city, count(*) from volunteers where not background_checked group by 1

-- answer: average hours per volunteer
select sum(hours) / count(distinct volunteer_id) from volunteer_shifts
-- or
select (select sum(hours) from volunteer_shifts) / (select count(*) from volunteers)
-- or
select full_name, avg(hours) from volunteer_shifts join volunteers on volunteers.id = volunteer_id group by volunteers.id, 1

-- answer: how many volunteers left in 2024?
select count(*) from volunteers where year(left_on) = 2024

-- answer: how many projects are tagged emergency?
select count(distinct project_id) from project_tags join tags on tags.id = tag_id where label = 'emergency'

-- answer: number of projects per tag
select label, count(*) from project_tags join tags on tags.id = tag_id group by 1
-- or
select label, count(project_id) from tags left join project_tags on tags.id = tag_id group by 1

-- answer: how many donations above 5000 did we get this year?
select count(*) from donations where amount > 5000 and year(received_on) = 2025

-- answer: number of donations per month in 2024
select date_trunc('month', received_on), count(*) from donations where year(received_on) = 2024 group by 1

-- answer: donations this year compared to the same period last year
select sum(amount) filter (where received_on >= '2025-01-01' and received_on <= '2025-06-18'), sum(amount) filter (where received_on >= '2024-01-01' and received_on <= '2024-06-18') from donations
-- or
select count(*) filter (where received_on >= '2025-01-01' and received_on <= '2025-06-18'), count(*) filter (where received_on >= '2024-01-01' and received_on <= '2024-06-18') from donations
-- or
select year(received_on), sum(amount) from donations where year(received_on) in (2024, 2025) and (month(received_on), day(received_on)) <= (6, 18) group by 1

-- answer: What percentage of expenses is administration?
select sum(amount) filter (where category = 'administration') / sum(amount) from expenses
-- or
select 100 * sum(amount) filter (where category = 'administration') / sum(amount) from expenses
-- or
select avg((category = 'administration')::int) from expenses
-- or
select 100 * avg((category = 'administration')::int) from expenses

-- answer: partners that never received a grant
select name from partners where id not in (select partner_id from grants)

-- answer: biggest donation ever
select max(amount) from donations
-- or
select id, amount from donations order by amount desc limit 1

-- refuse: how many lives did we save?
-- refuse: average age of our donors
-- refuse: donations by postcode
-- refuse: how many employees do we have
-- refuse: facebook followers by month
-- refuse: how many bequests are pending?
-- refuse: what did the Winter Appeal posters cost to print?
-- refuse: predict donations for december
-- refuse: how many children were vaccinated in the health projects?
-- ask: how did the Winter Appeal do?

-- answer: What came in from donations last week?
select sum(amount) from donations where received_on >= '2025-06-09' and received_on < '2025-06-16'
-- or
select sum(amount) from donations where received_on >= '2025-06-09' and received_on < '2025-06-16' and refunded_on is null

-- then: and the week before?
select sum(amount) from donations where received_on >= '2025-06-02' and received_on < '2025-06-09'
-- or
select sum(amount) from donations where received_on >= '2025-06-02' and received_on < '2025-06-09' and refunded_on is null

-- answer: how much have we raised for the Flood Emergency?
select sum(d.amount) from donations d join campaigns c on c.id = d.campaign_id where c.title = 'Flood Emergency'

-- then: how many donors gave to it?
select count(distinct d.donor_id) from donations d join campaigns c on c.id = d.campaign_id where c.title = 'Flood Emergency'

-- answer: Who has ever given us more than 10,000 in one go?
select distinct r.name from donations d join donors r on r.id = d.donor_id where d.amount > 10000

-- answer: how many donors in Ireland get the newsletter?
select count(*) from donors where country = 'Ireland' and newsletter_opt_in

-- answer: how much came in from recurring gifts each month this year?
select date_trunc('month', received_on), sum(amount) from donations where is_recurring and year(received_on) = 2025 group by 1
-- or
select date_trunc('month', received_on), sum(amount) from donations where is_recurring and year(received_on) = 2025 and refunded_on is null group by 1

-- answer: number and total of the cash donations in 2024
select count(*), sum(amount) from donations where payment_method = 'cash' and year(received_on) = 2024
-- or
select count(*), sum(amount) from donations where payment_method = 'cash' and year(received_on) = 2024 and refunded_on is null

-- answer: Which projects are active in Africa?
select p.name from projects p join regions r on r.id = p.region_id where r.continent = 'Africa' and p.status = 'active'

-- answer: which project has the biggest budget?
select name from projects order by budget desc limit 1

-- answer: projects that started in 2024
select name from projects where year(started_on) = 2024

-- then: just the health ones
select name from projects where year(started_on) = 2024 and sector = 'health'

-- answer: what have we spent on salaries this year, by project?
select p.name, sum(e.amount) from expenses e join projects p on p.id = e.project_id where e.category = 'salaries' and year(e.spent_on) = 2025 group by 1
-- or
select p.name, coalesce(sum(e.amount), 0) from projects p left join expenses e on p.id = e.project_id and e.category = 'salaries' and year(e.spent_on) = 2025 group by 1
-- or
select p.name, sum(e.amount) from projects p left join expenses e on p.id = e.project_id and e.category = 'salaries' and year(e.spent_on) = 2025 group by 1

-- ordered: our costs per category, dearest first
select category, sum(amount) from expenses group by 1 order by 2 desc

-- then: for last year
select category, sum(amount) from expenses where year(spent_on) = 2024 group by 1

-- answer: total of all grants to Manos Andinas
select sum(g.amount) from grants g join partners p on p.id = g.partner_id where p.name = 'Manos Andinas'
-- or
select sum(g.amount) from grants g join partners p on p.id = g.partner_id where p.name = 'Manos Andinas' and g.paid_on is not null

-- answer: How many grants approved before May 2025 have still not been paid?
select count(*) from grants where approved_on < '2025-05-01' and paid_on is null

-- answer: volunteers in Leeds at the moment, how many
select count(*) from volunteers where city = 'Leeds' and left_on is null

-- then: and in Bristol?
select count(*) from volunteers where city = 'Bristol' and left_on is null

-- answer: hours our volunteers put in for Run for Water
select sum(s.hours) from volunteer_shifts s join campaigns c on c.id = s.campaign_id where c.title = 'Run for Water'

-- answer: How many volunteers have not done a single shift this year?
select count(*) from volunteers v where not exists (select 1 from volunteer_shifts s where s.volunteer_id = v.id and year(s.worked_on) = 2025)
-- or
select count(*) from volunteers v where not exists (select 1 from volunteer_shifts s where s.volunteer_id = v.id and year(s.worked_on) = 2025) and v.left_on is null

-- answer: Which campaigns brought in less than their goal?
select c.title from campaigns c join donations d on d.campaign_id = c.id group by c.id, 1, c.goal_amount having sum(d.amount) < c.goal_amount

-- answer: how many days did our completed projects run on average?
select avg(closed_on - started_on) from projects where status = 'completed'

-- refuse: How many people opened the last newsletter?

-- refuse: what did the venue for Run for Water cost us?

-- refuse: who sits on our board of trustees?
