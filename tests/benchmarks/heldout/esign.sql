-- answer: How many active subscriptions do we have?
select count(*) from subscriptions where status = 'active'

-- answer: new users per month in 2025
select date_trunc('month', created_at)::date, count(*) from users where year(created_at) = 2025 group by 1

-- answer: What's the MRR of active subscriptions by plan?
select p.name, sum(mrr_cents) from subscriptions s join plans p on p.id = s.plan_id where s.status = 'active' group by p.id, p.name
-- or
select p.name, sum(mrr_cents) / 100 from subscriptions s join plans p on p.id = s.plan_id where s.status = 'active' group by p.id, p.name

-- ordered: Top 5 workspaces by number of documents
select w.name, count(*) from documents d join workspaces w on w.id = d.workspace_id group by w.id, w.name order by 2 desc limit 5

-- answer: workspaces by country
select country_code, count(*) from workspaces group by 1
-- or
select country_code, count(*) from workspaces where deleted_at is null group by 1

-- answer: How many documents were completed last month?
select count(*) from documents where completed_at >= '2025-05-01' and completed_at < '2025-06-01'

-- answer: average number of pages per document
select avg(page_count) from documents

-- answer: What percentage of documents get declined?
select count(*) filter (status = 'declined') / count(*) from documents
-- or
select 100 * count(*) filter (status = 'declined') / count(*) from documents

-- answer: how many invoices are still open?
select count(*) from invoices where status = 'open'

-- ask: Total invoiced in Q1 2025
-- answer: number of users who never logged in
select count(*) from users where last_login_at is null

-- answer: Events by source in May 2025
select source, count(*) from events where occurred_at >= '2025-05-01' and occurred_at < '2025-06-01' group by 1

-- answer: users per role
select role, count(*) from users group by 1
-- or
select role, count(*) from users where deactivated_at is null group by 1

-- answer: Why do people cancel? Count of subscriptions canceled in 2024 by cancel reason
select cancel_reason, count(*) from subscriptions where year(canceled_at) = 2024 group by 1

-- answer: Which workspaces have no subscription?
select name from workspaces w where not exists (from subscriptions s where s.workspace_id = w.id)
-- or
select name from workspaces w where not exists (from subscriptions s where s.workspace_id = w.id) and deleted_at is null

-- answer: how long does it take on average from sending a document to its completion
select avg(date_diff('day', sent_at, completed_at)) from documents
-- or
select avg(date_diff('hour', sent_at, completed_at)) from documents
-- or
select avg(epoch(completed_at) - epoch(sent_at)) / 86400 from documents
-- or
select avg(epoch(completed_at) - epoch(sent_at)) / 3600 from documents
-- or
select avg(completed_at::date - sent_at::date) from documents where completed_at is not null

-- ask: What is the largest invoice total we ever issued?
-- answer: logins per day last week
select occurred_at::date, count(*) from events where event_name = 'login' and occurred_at >= '2025-06-09' and occurred_at < '2025-06-16' group by 1

-- answer: Compare the number of new workspaces in 2024 with 2023
select a, b from (select count(*) filter (year(created_at) = 2024) a, count(*) filter (year(created_at) = 2023) b from workspaces)
-- or
select year(created_at), count(*) from workspaces where year(created_at) in (2023, 2024) group by 1
-- or
select date_trunc('year', created_at)::date, count(*) from workspaces where year(created_at) in (2023, 2024) group by 1

-- answer: How many users haven't been verified yet?
select count(*) from users where not is_verified
-- or
select count(*) from users where not is_verified and deactivated_at is null

-- answer: Completed documents by industry
select industry, count(*) from documents d join workspaces w on w.id = d.workspace_id where status = 'completed' group by 1

-- answer: unpaid EUR invoices
select count(*) from invoices where paid_at is null and currency = 'EUR'
-- or
select number from invoices where paid_at is null and currency = 'EUR'
-- or
select id from invoices where paid_at is null and currency = 'EUR'
-- or
select count(*) from invoices where status = 'open' and currency = 'EUR'
-- or
select number from invoices where status = 'open' and currency = 'EUR'

-- answer: seats sold per plan
select p.name, sum(seats) from subscriptions s join plans p on p.id = s.plan_id group by p.id, p.name
-- or
select p.name, sum(seats) from subscriptions s join plans p on p.id = s.plan_id where s.status = 'active' group by p.id, p.name

-- refuse: Customer acquisition cost by channel

-- refuse: What is our net promoter score?

-- refuse: hosting costs per month

-- refuse: How many support tickets were opened in May?
