-- answer: how many tickets are open?
select count(*) from tickets where status = 'open'

-- then: by priority
select priority, count(*) from tickets where status = 'open' group by 1

-- then: only urgent ones
select priority, count(*) from tickets where status = 'open' and priority = 'urgent' group by 1
-- or
select count(*) from tickets where status = 'open' and priority = 'urgent'

-- answer: tickets per month in 2024
select date_trunc('month', opened_at)::date m, count(*) from tickets where year(opened_at) = 2024 group by 1

-- then: for Canada only
select date_trunc('month', opened_at)::date m, count(*) from tickets t join customers c on c.id = t.customer_id where year(opened_at) = 2024 and country = 'Canada' group by 1

-- then: and per quarter
select date_trunc('quarter', opened_at)::date m, count(*) from tickets t join customers c on c.id = t.customer_id where year(opened_at) = 2024 and country = 'Canada' group by 1

-- answer: average rating by agent
select agent_name, avg(rating) from tickets t left join agents a on a.id = t.agent_id group by a.id, 1

-- answer: average rating of phone tickets by team
select team_name, avg(rating) from tickets t left join agents a on a.id = t.agent_id left join teams m on m.id = a.team_id where channel = 'phone' group by m.id, 1

-- answer: how many customers opened more than 60 tickets?
select count(*) from (select customer_id from tickets group by 1 having count(*) > 60)

-- answer: customers with at least 7 escalated tickets
select company from customers c join tickets t on t.customer_id = c.id where escalated group by c.id, 1 having count(*) >= 7

-- answer: number of customers with no tickets
select count(*) from customers where id not in (select customer_id from tickets)

-- answer: agents who have never handled a ticket
select agent_name from agents where id not in (select agent_id from tickets where agent_id is not null)

-- answer: teams without agents
select team_name from teams where id not in (select team_id from agents)

-- answer: customers who opened no ticket in 2025
select company from customers where id not in (select customer_id from tickets where year(opened_at) = 2025)

-- answer: tickets by day of week
select isodow(opened_at), count(*) from tickets group by 1
-- or
select dayname(opened_at), count(*) from tickets group by 1

-- answer: tickets opened per hour of the day by channel
select channel, hour(opened_at), count(*) from tickets group by 1, 2

-- answer: what is the busiest weekday for tickets?
select isodow(opened_at) from tickets group by 1 order by count(*) desc limit 1
-- or
select dayname(opened_at) from tickets group by 1 order by count(*) desc limit 1

-- answer: average tickets per customer
select count(*)::double / count(distinct customer_id) from tickets
-- or
select (select count(*) from tickets)::double / (select count(*) from customers)

-- answer: average number of messages per ticket by channel
select channel, (count(m.id))::double / count(distinct t.id) from tickets t join messages m on m.ticket_id = t.id group by 1
-- or
select channel, (count(m.id))::double / count(distinct t.id) from tickets t left join messages m on m.ticket_id = t.id group by 1

-- answer: average tickets per month in 2024
select count(*) / 12.0 from tickets where year(opened_at) = 2024

-- answer: average number of tickets per agent per month
select avg(n) from (select agent_id, date_trunc('month', opened_at), count(*) n from tickets where agent_id is not null group by 1, 2)
-- or
select count(agent_id)::double / count(distinct agent_id) / count(distinct date_trunc('month', opened_at)) from tickets
-- or
select date_trunc('month', opened_at)::date m, count(agent_id)::double / count(distinct agent_id) from tickets group by 1
-- or
select date_trunc('month', opened_at)::date m, count(*)::double / count(distinct agent_id) from tickets group by 1
-- or
select date_trunc('month', opened_at)::date m, count(*)::double / 14 from tickets group by 1

-- answer: average seats per customer by plan
select plan, avg(seats) from customers group by 1

-- answer: tickets per seat by plan
select plan, n::double / s from (select plan, sum(seats) s from customers group by 1) join (select plan, count(*) n from tickets t join customers c on c.id = t.customer_id group by 1) using (plan)

-- answer: ratio of messages to tickets in 2024
select (select count(*) from messages where year(sent_at) = 2024)::double / (select count(*) from tickets where year(opened_at) = 2024)

-- answer: escalation rate by topic
select topic, avg(case when escalated then 1.0 else 0 end) from tickets group by 1

-- answer: share of tickets by channel
select channel, count(*)::double / sum(count(*)) over () from tickets group by 1

-- answer: what percentage of tickets is urgent or high?
select avg(case when priority in ('urgent', 'high') then 1.0 else 0 end) from tickets

-- answer: top 2 topics per country by tickets
select country, topic from (select country, topic, rank() over (partition by country order by count(*) desc) r from tickets t join customers c on c.id = t.customer_id group by 1, 2) where r <= 2

-- answer: the agent with the lowest average rating in each team
select team_name, agent_name from (select team_name, agent_name, rank() over (partition by m.id order by avg(rating)) r from tickets t join agents a on a.id = t.agent_id join teams m on m.id = a.team_id group by m.id, a.id, 1, 2) where r = 1

-- answer: bottom 5 customers by number of tickets
select company, count(*) from customers c join tickets t on t.customer_id = c.id group by c.id, 1 order by 2 limit 5
-- or
select company, count(t.id) from customers c left join tickets t on t.customer_id = c.id group by c.id, 1 order by 2 limit 5

-- answer: which topic has the most escalated tickets?
select topic from tickets where escalated group by 1 order by count(*) desc limit 1

-- answer: tickets in May 2025 versus May 2024
select count(*) filter (date_trunc('month', opened_at) = '2025-05-01'), count(*) filter (date_trunc('month', opened_at) = '2024-05-01') from tickets

-- answer: tickets last month compared to the month before
select count(*) filter (date_trunc('month', opened_at) = '2025-05-01'), count(*) filter (date_trunc('month', opened_at) = '2025-04-01') from tickets

-- answer: ticket growth by quarter in 2024
select date_trunc('quarter', opened_at)::date q, count(*)::double / lag(count(*)) over (order by date_trunc('quarter', opened_at)) - 1 from tickets where year(opened_at) = 2024 group by date_trunc('quarter', opened_at)
-- or
select q, g from (select date_trunc('quarter', opened_at)::date q, count(*)::double / lag(count(*)) over (order by date_trunc('quarter', opened_at)) - 1 g from tickets group by date_trunc('quarter', opened_at)) where year(q) = 2024

-- answer: how many tickets do not have an agent?
select count(*) from tickets where agent_id is null

-- answer: tickets not opened by email
select count(*) from tickets where channel <> 'email'

-- answer: closed tickets with a rating below 3
select count(*) from tickets where status = 'closed' and rating < 3
-- or
select id from tickets where status = 'closed' and rating < 3

-- answer: enterprise customers in Brasil
select company from customers where plan = 'enterprise' and country = 'Brazil'

-- answer: customers with between 100 and 300 seats
select company from customers where seats between 100 and 300

-- answer: average time to close by priority
select priority, avg(epoch(closed_at - opened_at)) / 3600 from tickets group by 1
-- or
select priority, avg(epoch(closed_at - opened_at)) / 86400 from tickets group by 1
-- or
select priority, avg(epoch(closed_at - opened_at)) from tickets group by 1
-- or
select priority, avg(epoch(closed_at - opened_at)) / 60 from tickets group by 1

-- answer: number of part time agents per team
select team_name, count(*) from agents a join teams m on m.id = a.team_id where part_time group by m.id, 1
-- or
select team_name, count(a.id) from teams m left join agents a on m.id = a.team_id and part_time group by m.id, 1

-- answer: plans with more than 15 customers
select plan from customers group by 1 having count(*) > 15

-- answer: how many agents were hired in the last 2 years?
select count(*) from agents where hired_on >= '2023-06-18'
-- or
select count(*) from agents where hired_on >= '2024-01-01'
-- or
select count(*) from agents where hired_on >= '2023-01-01' and hired_on < '2025-01-01'
-- or
select count(*) from agents where hired_on >= '2023-06-19'

-- answer: tickets from customers in Chile with more than 500 seats
select count(*) from tickets t join customers c on c.id = t.customer_id where country = 'Chile' and seats > 500

-- answer: agents with an average rating above 3.1
select agent_name from tickets t join agents a on a.id = t.agent_id group by a.id, 1 having avg(rating) > 3.1

-- answer: first quarter tickets of each year
select year(opened_at), count(*) from tickets where quarter(opened_at) = 1 group by 1
-- or
select date_trunc('year', opened_at)::date, count(*) from tickets where quarter(opened_at) = 1 group by 1

-- answer: running total of tickets per month in 2025
select date_trunc('month', opened_at)::date m, sum(count(*)) over (order by date_trunc('month', opened_at)) from tickets where year(opened_at) = 2025 group by date_trunc('month', opened_at)

-- answer: customers who signed up in 2024 and have more than 45 tickets
select company from customers c join tickets t on t.customer_id = c.id where year(signed_up_on) = 2024 group by c.id, 1 having count(*) > 45

-- answer: how many different topics did each agent handle?
select agent_name, count(distinct topic) from tickets t join agents a on a.id = t.agent_id group by a.id, 1

-- answer: longest message
select max(length) from messages
-- or
select id from messages order by length desc limit 1

-- answer: list tickets opened yesterday
select id from tickets where opened_at >= '2025-06-17' and opened_at < '2025-06-18'

-- refuse: revenue by customer
-- refuse: first response sla breaches per team
-- refuse: tickets by language
-- refuse: which tickets mention refunds?
-- refuse: net promoter score by month
-- refuse: tickets in Peru
-- refuse: salary of each agent
-- refuse: predict tickets for July 2025

-- answer: open tickets by agent
select a.agent_name, count(*) from tickets t join agents a on a.id = t.agent_id where t.status = 'open' group by 1
-- or
select a.agent_name, count(*) from tickets t join agents a on a.id = t.agent_id where t.closed_at is null group by 1
-- or
select a.agent_name, count(t.id) from agents a left join tickets t on a.id = t.agent_id and t.status = 'open' group by 1
-- or
select a.agent_name, count(t.id) from agents a left join tickets t on a.id = t.agent_id and t.closed_at is null group by 1

-- answer: Tickets per month this year
select date_trunc('month', opened_at), count(*) from tickets where year(opened_at) = 2025 group by 1

-- answer: Which topic comes up the most?
select topic, count(*) from tickets group by 1 order by 2 desc limit 1

-- answer: how many urgent tickets are still open
select count(*) from tickets t where priority = 'urgent' and t.status = 'open'
-- or
select count(*) from tickets t where priority = 'urgent' and t.closed_at is null

-- answer: avg time to close by priority
select priority, avg(date_diff('second', opened_at, closed_at)) / 3600.0 from tickets where closed_at is not null group by 1
-- or
select priority, avg(date_diff('second', opened_at, closed_at)) / 60.0 from tickets where closed_at is not null group by 1
-- or
select priority, avg(date_diff('second', opened_at, closed_at)) / 86400.0 from tickets where closed_at is not null group by 1
-- or
select priority, avg(date_diff('second', opened_at, closed_at)) from tickets where closed_at is not null group by 1
-- or
select priority, avg(date_diff('hour', opened_at, closed_at)) from tickets where closed_at is not null group by 1
-- or
select priority, avg(date_diff('minute', opened_at, closed_at)) from tickets where closed_at is not null group by 1
-- or
select priority, avg(date_diff('day', opened_at, closed_at)) from tickets where closed_at is not null group by 1
-- or
select priority, avg(closed_at - opened_at) from tickets where closed_at is not null group by 1

-- answer: How many tickets were never assigned to anyone?
select count(*) from tickets where agent_id is null

-- answer: show me tickets by channel, split by priority
select channel, priority, count(*) from tickets group by 1, 2

-- answer: Which customer has the most tickets?
select c.company, count(*) from tickets t join customers c on c.id = t.customer_id group by c.id, c.company order by 2 desc limit 1
-- or
select c.company, count(*) from tickets t join customers c on c.id = t.customer_id group by c.company order by 2 desc limit 1

-- answer: Customers who have never opened a ticket
select company from customers where id not in (select customer_id from tickets)
-- or
select id from customers where id not in (select customer_id from tickets)

-- answer: which customers have more than 60 tickets
select c.company from tickets t join customers c on c.id = t.customer_id group by c.id, c.company having count(*) > 60
-- or
select c.company from tickets t join customers c on c.id = t.customer_id group by c.company having count(*) > 60

-- answer: What share of tickets gets escalated?
select avg(case when escalated then 1.0 else 0 end) from tickets where 1=1
-- or
select 100 * avg(case when escalated then 1.0 else 0 end) from tickets where 1=1

-- answer: escalated tickets per team
select m.team_name, count(*) from tickets t join agents a on a.id = t.agent_id join teams m on m.id = a.team_id where t.escalated group by 1
-- or
select m.team_name, count(t.id) from teams m left join agents a on m.id = a.team_id left join tickets t on a.id = t.agent_id and t.escalated group by 1

-- answer: compare phone and chat ticket volume
select channel, count(*) from tickets where channel in ('phone', 'chat') group by 1
-- or
select count(*) filter (where channel = 'phone'), count(*) filter (where channel = 'chat') from tickets
-- or
select date_trunc('month', opened_at), channel, count(*) from tickets where channel in ('phone', 'chat') group by 1, 2
-- or
select date_trunc('year', opened_at), channel, count(*) from tickets where channel in ('phone', 'chat') group by 1, 2

-- answer: Average rating per agent for 2025
select a.agent_name, avg(t.rating) from tickets t join agents a on a.id = t.agent_id where year(t.opened_at) = 2025 group by 1

-- answer: busiest day of the week for new tickets
select dayname(opened_at) from tickets where 1=1 group by 1 order by count(*) desc limit 1
-- or
select isodow(opened_at) from tickets where 1=1 group by 1 order by count(*) desc limit 1
-- or
select strftime(opened_at, '%a') from tickets where 1=1 group by 1 order by count(*) desc limit 1

-- answer: what's the oldest ticket that is still open?
select id from tickets t where t.status = 'open' order by opened_at limit 1
-- or
select min(opened_at) from tickets t where t.status = 'open'

-- answer: Who is our newest agent?
select agent_name from agents order by hired_on desc limit 1

-- answer: How many tickets did we close last month?
select count(*) from tickets where closed_at >= '2025-05-01' and closed_at < '2025-06-01'

-- answer: ticket volume this year vs last year
select year(opened_at), count(*) from tickets where year(opened_at) in (2024, 2025) and 1=1 group by 1
-- or
select date_trunc('year', opened_at), count(*) from tickets where year(opened_at) in (2024, 2025) and 1=1 group by 1
-- or
select count(*) filter (where opened_at >= '2025-01-01' and opened_at < '2025-06-19'), count(*) filter (where year(opened_at) = 2024) from tickets where 1=1
-- or
select count(*) filter (where opened_at >= '2025-01-01' and opened_at < '2025-06-19'), count(*) filter (where opened_at >= '2024-01-01' and opened_at < '2024-06-18') from tickets where 1=1
-- or
select count(*) filter (where opened_at >= '2025-01-01' and opened_at < '2025-06-19'), count(*) filter (where opened_at >= '2024-01-01' and opened_at < '2024-06-19') from tickets where 1=1
-- or
select year(opened_at), count(*) from tickets where (opened_at >= '2025-01-01' and opened_at < '2025-06-19' or (opened_at >= '2024-01-01' and opened_at < '2024-06-18')) and 1=1 group by 1
-- or
select year(opened_at), count(*) from tickets where (opened_at >= '2025-01-01' and opened_at < '2025-06-19' or (opened_at >= '2024-01-01' and opened_at < '2024-06-19')) and 1=1 group by 1

-- answer: List enterprise customers in Canada or Mexico
select company from customers where plan = 'enterprise' and country in ('Canada', 'Mexico')
-- or
select id from customers where plan = 'enterprise' and country in ('Canada', 'Mexico')

-- answer: headcount by team
select m.team_name, count(*) from agents a join teams m on m.id = a.team_id group by 1
-- or
select m.team_name, count(a.id) from teams m left join agents a on m.id = a.team_id group by 1

-- answer: which agents work part time
select agent_name from agents where part_time

-- answer: average number of messages per ticket
select avg(n) from (select count(*) n from messages group by ticket_id)
-- or
select (select count(*) from messages) * 1.0 / (select count(*) from tickets)

-- answer: Tickets opened since March, by topic
select topic, count(*) from tickets where opened_at >= '2025-03-01' group by 1

-- answer: how many customers have between 100 and 300 seats
select count(*) from customers where seats between 100 and 300

-- refuse: How much do customers on the team plan pay us per month?

-- refuse: missed calls by week

-- ask: Who is our best agent?
