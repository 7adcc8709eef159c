-- answer: How many leads came in last month?
select count(*) from leads where created_at >= '2025-05-01' and created_at < '2025-06-01'

-- answer: leads by source
select source, count(*) from leads group by 1

-- answer: Total amount of closed won opportunities in 2024
select sum(amount) from opportunities where stage = 'Closed Won' and year(closed_at) = 2024

-- ordered: Top 5 reps by won amount
select first_name, last_name, sum(amount) from opportunities o join users u on u.id = o.owner_id where stage = 'Closed Won' group by u.id, 1, 2 order by 3 desc limit 5
-- or
select first_name || ' ' || last_name, sum(amount) from opportunities o join users u on u.id = o.owner_id where stage = 'Closed Won' group by u.id, 1 order by 2 desc limit 5
-- or
select first_name || ' ' || last_name, sum(amount) from opportunities o join users u on u.id = o.owner_id where stage = 'Closed Won' and role = 'rep' group by u.id, 1 order by 2 desc limit 5

-- answer: emails sent per campaign
select c.name, count(*) from email_sends s join campaigns c on c.id = s.campaign_id group by c.id, 1
-- or
select c.name, count(s.id) from campaigns c left join email_sends s on c.id = s.campaign_id group by c.id, 1

-- answer: What's our open rate by campaign channel?
select channel, count(opened_at) / count(*) from email_sends s join campaigns c on c.id = s.campaign_id group by 1
-- or
select channel, 100 * count(opened_at) / count(*) from email_sends s join campaigns c on c.id = s.campaign_id group by 1
-- or
select channel, count(opened_at) / count(*) from email_sends s join campaigns c on c.id = s.campaign_id where s.status = 'delivered' group by 1

-- answer: Number of bounced emails per quarter
select date_trunc('quarter', sent_at)::date, count(*) from email_sends where status = 'bounced' group by 1

-- answer: clicks by device
select device, count(*) from email_clicks group by 1

-- answer: Which accounts have no opportunities?
select name from accounts a where not exists (from opportunities o where o.account_id = a.id)

-- answer: open opportunities by stage with their amount
select stage, sum(amount) from opportunities where closed_at is null group by 1
-- or
select stage, sum(amount) from opportunities where stage not in ('Closed Won', 'Closed Lost') group by 1

-- answer: Why are we losing deals? Lost opportunities by lost reason
select lost_reason, count(*) from opportunities where stage = 'Closed Lost' group by 1

-- answer: average deal size of won deals by industry
select industry, avg(amount) from opportunities o join accounts a on a.id = o.account_id where stage = 'Closed Won' group by 1

-- answer: Campaign budget vs actual cost by channel
select channel, sum(budget), sum(actual_cost) from campaigns group by 1

-- answer: campaigns that went over budget
select name from campaigns where actual_cost > budget
-- or
select count(*) from campaigns where actual_cost > budget

-- answer: How many leads have no owner?
select count(*) from leads where owner_id is null

-- answer: conversion rate of leads per source
select source, count(*) filter (status = 'converted') / count(*) from leads group by 1
-- or
select source, 100 * count(*) filter (status = 'converted') / count(*) from leads group by 1

-- answer: New opportunities per month in 2025
select date_trunc('month', created_at)::date, count(*) from opportunities where year(created_at) = 2025 group by 1

-- answer: how many calls did each rep make in Q1 2025
select first_name, last_name, count(*) from activities a join users u on u.id = a.user_id where type = 'call' and happened_at >= '2025-01-01' and happened_at < '2025-04-01' group by u.id, 1, 2
-- or
select first_name || ' ' || last_name, count(*) from activities a join users u on u.id = a.user_id where type = 'call' and happened_at >= '2025-01-01' and happened_at < '2025-04-01' group by u.id, 1
-- or
select first_name || ' ' || last_name, count(*) from activities a join users u on u.id = a.user_id where type = 'call' and role = 'rep' and happened_at >= '2025-01-01' and happened_at < '2025-04-01' group by u.id, 1

-- answer: Average duration of meetings
select avg(duration_minutes) from activities where type = 'meeting'

-- answer: Leads created in 2023 versus 2024
select count(*) filter (year(created_at) = 2023), count(*) filter (year(created_at) = 2024) from leads
-- or
select year(created_at), count(*) from leads where year(created_at) in (2023, 2024) group by 1
-- or
select date_trunc('year', created_at)::date, count(*) from leads where year(created_at) in (2023, 2024) group by 1

-- answer: unsubscribes per campaign
select c.name, count(*) from leads l join campaigns c on c.id = l.campaign_id where unsubscribed_at is not null group by c.id, 1
-- or
select c.name, count(unsubscribed_at) from campaigns c left join leads l on c.id = l.campaign_id group by c.id, 1

-- answer: Show me the 5 largest opportunities that are still in negotiation.
select name, amount from opportunities where stage = 'Negotiation' order by 2 desc nulls last limit 5

-- answer: pipeline value by team
select t.name, sum(amount) from opportunities o join users u on u.id = o.owner_id join teams t on t.id = u.team_id where stage not in ('Closed Won', 'Closed Lost') group by 1

-- answer: What is the average number of days it takes to close a won deal?
select avg(date_diff('day', created_at, closed_at)) from opportunities where stage = 'Closed Won'
-- or
select avg(epoch(closed_at - created_at) / 86400) from opportunities where stage = 'Closed Won'

-- refuse: How many website visitors did we have in May?

-- refuse: ad impressions by campaign

-- refuse: What is the quota attainment per rep?

-- refuse: Customer churn rate by year
