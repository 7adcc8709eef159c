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
