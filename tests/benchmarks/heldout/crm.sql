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

-- answer: pipeline by stage
select stage, sum(amount) from opportunities group by 1
-- or
select stage, sum(amount) from opportunities where stage not in ('Closed Won', 'Closed Lost') group by 1
-- or
select stage, count(*) from opportunities group by 1
-- or
select stage, count(*) from opportunities where stage not in ('Closed Won', 'Closed Lost') group by 1

-- answer: what's our win rate this year?
select avg(case when stage = 'Closed Won' then 1.0 else 0 end) from opportunities where year(closed_at) = 2025
-- or
select avg(case when stage = 'Closed Won' then 1.0 else 0 end) from opportunities where year(created_at) = 2025 and stage in ('Closed Won', 'Closed Lost')
-- or
select avg(case when stage = 'Closed Won' then 1.0 else 0 end) from opportunities where year(created_at) = 2025
-- or
select 100 * avg(case when stage = 'Closed Won' then 1.0 else 0 end) from opportunities where year(closed_at) = 2025
-- or
select 100 * avg(case when stage = 'Closed Won' then 1.0 else 0 end) from opportunities where year(created_at) = 2025 and stage in ('Closed Won', 'Closed Lost')
-- or
select 100 * avg(case when stage = 'Closed Won' then 1.0 else 0 end) from opportunities where year(created_at) = 2025

-- answer: deals won this year vs last
select year(closed_at), count(*) from opportunities where stage = 'Closed Won' and year(closed_at) in (2024, 2025) group by 1
-- or
select date_trunc('year', closed_at), count(*) from opportunities where stage = 'Closed Won' and year(closed_at) in (2024, 2025) group by 1
-- or
select year(closed_at), count(*) from opportunities where stage = 'Closed Won' and year(closed_at) in (2024, 2025) and strftime(closed_at, '%m%d') < '0618' group by 1
-- or
select year(closed_at), count(*) from opportunities where stage = 'Closed Won' and year(closed_at) in (2024, 2025) and strftime(closed_at, '%m%d') < '0619' group by 1
-- or
select count(*) filter (where year(closed_at) = 2025), count(*) filter (where year(closed_at) = 2024) from opportunities where stage = 'Closed Won'
-- or
select count(*) filter (where year(closed_at) = 2025), count(*) filter (where closed_at >= '2024-01-01' and closed_at < '2024-06-18') from opportunities where stage = 'Closed Won'
-- or
select count(*) filter (where year(closed_at) = 2025), count(*) filter (where closed_at >= '2024-01-01' and closed_at < '2024-06-19') from opportunities where stage = 'Closed Won'
-- or
select year(closed_at), sum(amount) from opportunities where stage = 'Closed Won' and year(closed_at) in (2024, 2025) group by 1
-- or
select date_trunc('year', closed_at), sum(amount) from opportunities where stage = 'Closed Won' and year(closed_at) in (2024, 2025) group by 1
-- or
select year(closed_at), sum(amount) from opportunities where stage = 'Closed Won' and year(closed_at) in (2024, 2025) and strftime(closed_at, '%m%d') < '0618' group by 1
-- or
select year(closed_at), sum(amount) from opportunities where stage = 'Closed Won' and year(closed_at) in (2024, 2025) and strftime(closed_at, '%m%d') < '0619' group by 1
-- or
select sum(amount) filter (where year(closed_at) = 2025), sum(amount) filter (where year(closed_at) = 2024) from opportunities where stage = 'Closed Won'
-- or
select sum(amount) filter (where year(closed_at) = 2025), sum(amount) filter (where closed_at >= '2024-01-01' and closed_at < '2024-06-18') from opportunities where stage = 'Closed Won'
-- or
select sum(amount) filter (where year(closed_at) = 2025), sum(amount) filter (where closed_at >= '2024-01-01' and closed_at < '2024-06-19') from opportunities where stage = 'Closed Won'

-- answer: Who closed the most revenue in the last quarter?
select u.first_name, u.last_name from opportunities o join users u on u.id = o.owner_id where o.stage = 'Closed Won' and o.closed_at >= '2025-01-01' and o.closed_at < '2025-04-01' group by u.id, u.first_name, u.last_name order by sum(o.amount) desc limit 1
-- or
select u.first_name, u.last_name from opportunities o join users u on u.id = o.owner_id where o.stage = 'Closed Won' and o.closed_at >= '2025-03-18' and o.closed_at < '2025-06-18' group by u.id, u.first_name, u.last_name order by sum(o.amount) desc limit 1
-- or
select u.first_name || ' ' || u.last_name from opportunities o join users u on u.id = o.owner_id where o.stage = 'Closed Won' and o.closed_at >= '2025-01-01' and o.closed_at < '2025-04-01' group by u.id, u.first_name, u.last_name order by sum(o.amount) desc limit 1
-- or
select u.first_name || ' ' || u.last_name from opportunities o join users u on u.id = o.owner_id where o.stage = 'Closed Won' and o.closed_at >= '2025-03-18' and o.closed_at < '2025-06-18' group by u.id, u.first_name, u.last_name order by sum(o.amount) desc limit 1

-- answer: leads by source last month
select source, count(*) from leads where created_at >= '2025-05-01' and created_at < '2025-06-01' group by 1

-- answer: average deal size by industry
select a.industry, avg(o.amount) from opportunities o join accounts a on a.id = o.account_id group by 1
-- or
select a.industry, avg(o.amount) from opportunities o join accounts a on a.id = o.account_id where o.stage = 'Closed Won' group by 1

-- answer: accounts without any opportunity
select a.name from accounts a where not exists (select 1 from opportunities o where o.account_id = a.id)
-- or
select a.id from accounts a where not exists (select 1 from opportunities o where o.account_id = a.id)
-- or
select count(*) from accounts a where not exists (select 1 from opportunities o where o.account_id = a.id)

-- answer: Why do we lose deals?
select lost_reason, count(*) from opportunities where lost_reason is not null group by 1

-- answer: how many days does it take to win a deal, on average
select avg(date_diff('day', created_at, closed_at)) from opportunities where stage = 'Closed Won'

-- answer: campaigns that went over budget
select name from campaigns where actual_cost > budget
-- or
select count(*) from campaigns where actual_cost > budget

-- answer: How many leads unsubscribed since January?
select count(*) from leads where unsubscribed_at >= '2025-01-01'
-- or
select count(*) from leads where unsubscribed_at >= '2025-02-01'

-- answer: Was May better than April for new leads?
select date_trunc('month', created_at), count(*) from leads where created_at >= '2025-04-01' and created_at < '2025-06-01' group by 1
-- or
select month(created_at), count(*) from leads where created_at >= '2025-04-01' and created_at < '2025-06-01' group by 1
-- or
select count(*) filter (where created_at >= '2025-05-01' and created_at < '2025-06-01'), count(*) filter (where created_at >= '2025-04-01' and created_at < '2025-05-01') from leads
-- or
select count(*) filter (where created_at >= '2025-05-01' and created_at < '2025-06-01') > count(*) filter (where created_at >= '2025-04-01' and created_at < '2025-05-01') from leads
-- or
select count(*) filter (where created_at >= '2025-05-01' and created_at < '2025-06-01') - count(*) filter (where created_at >= '2025-04-01' and created_at < '2025-05-01') from leads

-- answer: leads nobody owns
select count(*) from leads where owner_id is null
-- or
select id from leads where owner_id is null
-- or
select l.first_name, l.last_name from leads l where l.owner_id is null
-- or
select l.first_name || ' ' || l.last_name from leads l where l.owner_id is null

-- answer: what proportion of webinar leads gets converted?
select avg(case when status = 'converted' then 1.0 else 0 end) from leads where source = 'webinar'
-- or
select 100 * avg(case when status = 'converted' then 1.0 else 0 end) from leads where source = 'webinar'

-- answer: calls per rep in the last 30 days
select u.first_name, u.last_name, count(*) from activities a join users u on u.id = a.user_id where a.type = 'call' and a.happened_at >= date '2025-06-18' - 30 group by u.id, u.first_name, u.last_name
-- or
select u.first_name, u.last_name, count(*) from activities a join users u on u.id = a.user_id where a.type = 'call' and a.happened_at >= date '2025-06-18' - 30 and u.role = 'rep' group by u.id, u.first_name, u.last_name
-- or
select u.first_name || ' ' || u.last_name, count(*) from activities a join users u on u.id = a.user_id where a.type = 'call' and a.happened_at >= date '2025-06-18' - 30 group by u.id, u.first_name, u.last_name
-- or
select u.first_name || ' ' || u.last_name, count(*) from activities a join users u on u.id = a.user_id where a.type = 'call' and a.happened_at >= date '2025-06-18' - 30 and u.role = 'rep' group by u.id, u.first_name, u.last_name
-- or
select u.first_name, u.last_name, count(*) from activities a join users u on u.id = a.user_id where a.type = 'call' and a.happened_at >= date '2025-06-18' - 29 group by u.id, u.first_name, u.last_name
-- or
select u.first_name, u.last_name, count(*) from activities a join users u on u.id = a.user_id where a.type = 'call' and a.happened_at >= date '2025-06-18' - 29 and u.role = 'rep' group by u.id, u.first_name, u.last_name
-- or
select u.first_name || ' ' || u.last_name, count(*) from activities a join users u on u.id = a.user_id where a.type = 'call' and a.happened_at >= date '2025-06-18' - 29 group by u.id, u.first_name, u.last_name
-- or
select u.first_name || ' ' || u.last_name, count(*) from activities a join users u on u.id = a.user_id where a.type = 'call' and a.happened_at >= date '2025-06-18' - 29 and u.role = 'rep' group by u.id, u.first_name, u.last_name

-- answer: open deals expected to close this month
select name from opportunities where stage not in ('Closed Won', 'Closed Lost') and expected_close_date >= '2025-06-01' and expected_close_date < '2025-07-01'
-- or
select id from opportunities where stage not in ('Closed Won', 'Closed Lost') and expected_close_date >= '2025-06-01' and expected_close_date < '2025-07-01'
-- or
select count(*) from opportunities where stage not in ('Closed Won', 'Closed Lost') and expected_close_date >= '2025-06-01' and expected_close_date < '2025-07-01'

-- answer: Could you list the new leads with a score above 80?
select l.first_name, l.last_name from leads l where l.status = 'new' and l.score > 80
-- or
select l.first_name || ' ' || l.last_name from leads l where l.status = 'new' and l.score > 80
-- or
select id from leads where status = 'new' and score > 80

-- answer: most clicked link in our emails
select link from email_clicks group by 1 order by count(*) desc limit 1

-- answer: bounced emails per month in 2024
select date_trunc('month', sent_at), count(*) from email_sends where status = 'bounced' and year(sent_at) = 2024 group by 1

-- answer: What's the biggest deal we ever won?
select name, amount from opportunities where stage = 'Closed Won' and amount is not null order by amount desc limit 1
-- or
select id, amount from opportunities where stage = 'Closed Won' and amount is not null order by amount desc limit 1

-- answer: how long does a demo take on average
select avg(duration_minutes) from activities where type = 'demo'

-- answer: accounts with over 1000 employees, excluding the US
select name from accounts where employee_count > 1000 and country <> 'US'
-- or
select count(*) from accounts where employee_count > 1000 and country <> 'US'

-- refuse: MRR by account

-- refuse: How many visits did the website get last month?

-- refuse: open support tickets per customer

-- ask: show me the biggest accounts
