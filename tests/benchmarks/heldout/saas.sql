-- answer: Total MRR
select sum(mrr) from subscription
-- answer: mrr by plan
select p.name, sum(mrr) from subscription s left join plan p on p.id = s.plan_id group by 1
-- answer: how many active subscriptions are there
select count(*) from subscription where status = 'active'
-- ordered: 10 biggest accounts by invoiced amount
select a.name, sum(amount) s from invoice i join account a on a.id = i.account_id group by a.id, a.name order by s desc limit 10
-- answer: invoiced amount last quarter
select sum(amount) from invoice where issued_on >= '2025-01-01' and issued_on < '2025-04-01'
-- answer: number of accounts per country
select country, count(*) from account group by 1
-- answer: accounts in Germany
select name from account where country = 'Germany'
-- answer: how many accounts have never had a subscription?
select count(*) from account a where not exists (select 1 from subscription s where s.account_id = a.id)
-- answer: open invoices, total amount
select sum(amount) from invoice where status = 'open'
-- answer: tax by month this year
select date_trunc('month', issued_on)::date, sum(tax) from invoice where issued_on >= '2025-01-01' and issued_on < '2026-01-01' group by 1
-- answer: average seats per subscription by tier
select tier, avg(seats) from subscription s left join plan p on p.id = s.plan_id group by 1
-- answer: subscriptions cancelled in 2024
select count(*) from subscription where cancelled_on >= '2024-01-01' and cancelled_on < '2025-01-01'
-- or
select id from subscription where cancelled_on >= '2024-01-01' and cancelled_on < '2025-01-01'
-- answer: how many subscriptions started each month in the first half of 2024?
select date_trunc('month', started_on)::date, count(*) from subscription where started_on >= '2024-01-01' and started_on < '2024-07-01' group by 1
-- answer: what's the average discount rate
select avg(discount_rate) from subscription
-- answer: avg discount by plan tier
select tier, avg(discount_rate) from subscription s left join plan p on p.id = s.plan_id group by 1
-- answer: plans without any subscriptions
select name from plan p where not exists (select 1 from subscription s where s.plan_id = p.id)
-- answer: most expensive plan
select name, monthly_price from plan order by 2 desc limit 1
-- answer: what plans include SSO?
select name from plan p where exists (select 1 from plan_feature pf join feature f on f.id = pf.feature_id where pf.plan_id = p.id and f.name = 'SSO')
-- answer: how many features does each plan have?
select p.name, count(feature_id) from plan p left join plan_feature pf on p.id = pf.plan_id group by 1
-- or
select p.name, count(feature_id) from plan p join plan_feature pf on p.id = pf.plan_id group by 1
-- answer: number of app users by role
select role, count(*) from app_user group by 1
-- answer: how many app users never logged in
select count(*) from app_user where last_login_on is null
-- answer: events by type in May 2025
select event_type, count(*) from event where occurred_at >= '2025-05-01' and occurred_at < '2025-06-01' group by 1
-- answer: login events per week since April 2025
select date_trunc('week', occurred_at)::date, count(*) from event where event_type = 'login' and occurred_at >= '2025-04-01' group by 1
-- answer: total event duration by segment
select segment, sum(duration_seconds) from event e left join app_user u on u.id = e.app_user_id left join account a on a.id = u.account_id group by 1
-- answer: current account balance
select sum(balance) from account_balance where month_end = '2025-05-31'
-- answer: account balance at the end of 2024
select sum(balance) from account_balance where month_end = '2024-12-31'
-- answer: balance per country
select country, sum(balance) from account_balance b left join account a on a.id = b.account_id where month_end = '2025-05-31' group by 1
-- answer: share of mrr by segment
select segment, sum(mrr) / sum(sum(mrr)) over () from subscription s left join account a on a.id = s.account_id group by 1
-- answer: invoiced amount 2024 vs 2023
select (select sum(amount) from invoice where year(issued_on) = 2024), (select sum(amount) from invoice where year(issued_on) = 2023)
-- or
select year(issued_on), sum(amount) from invoice where year(issued_on) in (2023, 2024) group by 1
-- or
select make_date(year(issued_on), 1, 1), sum(amount) from invoice where year(issued_on) in (2023, 2024) group by 1
-- answer: invoice amount by quarter, with the change from the quarter before
select date_trunc('quarter', issued_on)::date q, sum(amount) s, s - lag(s) over (order by q) from invoice group by 1
-- or
select date_trunc('quarter', issued_on)::date q, sum(amount) s, s / lag(s) over (order by q) - 1 from invoice group by 1
-- answer: how many invoices are overdue? i mean open and due before today
select count(*) from invoice where status = 'open' and due_on < '2025-06-18'
-- answer: invoices over 3500
select id from invoice where amount > 3500
-- or
select count(*) from invoice where amount > 3500
-- answer: invoice amount for Retail and Finance customers
select sum(amount) from invoice i join account a on a.id = i.account_id where industry in ('Retail', 'Finance')
-- or
select industry, sum(amount) from invoice i join account a on a.id = i.account_id where industry in ('Retail', 'Finance') group by 1
-- answer: invoice amount not from the United States
select sum(amount) from invoice i join account a on a.id = i.account_id where country <> 'United States'
-- or
select sum(amount) from invoice i left join account a on a.id = i.account_id where country <> 'United States' or country is null
-- answer: acounts with mrr above 20000
select name from account a join subscription s on s.account_id = a.id group by a.id, name having sum(mrr) > 20000
-- answer: largest invoice ever
select max(amount) from invoice
-- or
select id from invoice order by amount desc limit 1
-- answer: How many distinct accounts were invoiced in 2025?
select count(distinct account_id) from invoice where issued_on >= '2025-01-01'
-- or
select count(distinct account_id) from invoice where issued_on >= '2025-01-01' and account_id in (select id from account)
-- answer: seats by country and tier
select country, tier, sum(seats) from subscription s left join account a on a.id = s.account_id left join plan p on p.id = s.plan_id where country is not null group by 1, 2
-- or
select country, tier, sum(seats) from subscription s left join account a on a.id = s.account_id left join plan p on p.id = s.plan_id group by 1, 2
-- answer: amount invoiced over the last 6 months by month
select date_trunc('month', issued_on)::date, sum(amount) from invoice where issued_on >= '2024-12-01' and issued_on < '2025-06-01' group by 1
-- answer: invoice amount month to date
select sum(amount) from invoice where issued_on >= '2025-06-01' and issued_on < '2025-06-19'
-- answer: accounts created last year by industry
select industry, count(*) from account where year(created_on) = 2024 group by 1
-- refuse: churn rate by plan
-- refuse: customer acquisition cost by channel
-- refuse: NPS by segment
-- refuse: what will mrr be in december?
-- refuse: number of support tickets per account
-- refuse: gross margin by plan
-- refuse: which sales rep closed the most deals?
-- ask: subscriptions by name
-- ask: invoices by status of the date
-- ask: show me the price
-- ask: top accounts
-- ask: count by status

-- answer: revenue this year vs last
select year(issued_on), sum(amount) from invoice where year(issued_on) in (2024, 2025) group by 1
-- or
select date_trunc('year', issued_on), sum(amount) from invoice where year(issued_on) in (2024, 2025) group by 1
-- or
select year(issued_on), sum(amount) from invoice where year(issued_on) in (2024, 2025) and strftime(issued_on, '%m%d') < '0618' group by 1
-- or
select year(issued_on), sum(amount) from invoice where year(issued_on) in (2024, 2025) and strftime(issued_on, '%m%d') < '0619' group by 1
-- or
select sum(amount) filter (where year(issued_on) = 2025), sum(amount) filter (where year(issued_on) = 2024) from invoice
-- or
select sum(amount) filter (where year(issued_on) = 2025), sum(amount) filter (where issued_on >= '2024-01-01' and issued_on < '2024-06-18') from invoice
-- or
select sum(amount) filter (where year(issued_on) = 2025), sum(amount) filter (where issued_on >= '2024-01-01' and issued_on < '2024-06-19') from invoice
-- or
select year(issued_on), sum(amount + tax) from invoice where year(issued_on) in (2024, 2025) group by 1
-- or
select date_trunc('year', issued_on), sum(amount + tax) from invoice where year(issued_on) in (2024, 2025) group by 1
-- or
select year(issued_on), sum(amount + tax) from invoice where year(issued_on) in (2024, 2025) and strftime(issued_on, '%m%d') < '0618' group by 1
-- or
select year(issued_on), sum(amount + tax) from invoice where year(issued_on) in (2024, 2025) and strftime(issued_on, '%m%d') < '0619' group by 1
-- or
select sum(amount + tax) filter (where year(issued_on) = 2025), sum(amount + tax) filter (where year(issued_on) = 2024) from invoice
-- or
select sum(amount + tax) filter (where year(issued_on) = 2025), sum(amount + tax) filter (where issued_on >= '2024-01-01' and issued_on < '2024-06-18') from invoice
-- or
select sum(amount + tax) filter (where year(issued_on) = 2025), sum(amount + tax) filter (where issued_on >= '2024-01-01' and issued_on < '2024-06-19') from invoice
-- or
select year(issued_on), sum(amount) from invoice where status <> 'void' and year(issued_on) in (2024, 2025) group by 1
-- or
select date_trunc('year', issued_on), sum(amount) from invoice where status <> 'void' and year(issued_on) in (2024, 2025) group by 1
-- or
select year(issued_on), sum(amount) from invoice where status <> 'void' and year(issued_on) in (2024, 2025) and strftime(issued_on, '%m%d') < '0618' group by 1
-- or
select year(issued_on), sum(amount) from invoice where status <> 'void' and year(issued_on) in (2024, 2025) and strftime(issued_on, '%m%d') < '0619' group by 1
-- or
select sum(amount) filter (where year(issued_on) = 2025), sum(amount) filter (where year(issued_on) = 2024) from invoice where status <> 'void'
-- or
select sum(amount) filter (where year(issued_on) = 2025), sum(amount) filter (where issued_on >= '2024-01-01' and issued_on < '2024-06-18') from invoice where status <> 'void'
-- or
select sum(amount) filter (where year(issued_on) = 2025), sum(amount) filter (where issued_on >= '2024-01-01' and issued_on < '2024-06-19') from invoice where status <> 'void'
-- or
select year(issued_on), sum(amount + tax) from invoice where status <> 'void' and year(issued_on) in (2024, 2025) group by 1
-- or
select date_trunc('year', issued_on), sum(amount + tax) from invoice where status <> 'void' and year(issued_on) in (2024, 2025) group by 1
-- or
select year(issued_on), sum(amount + tax) from invoice where status <> 'void' and year(issued_on) in (2024, 2025) and strftime(issued_on, '%m%d') < '0618' group by 1
-- or
select year(issued_on), sum(amount + tax) from invoice where status <> 'void' and year(issued_on) in (2024, 2025) and strftime(issued_on, '%m%d') < '0619' group by 1
-- or
select sum(amount + tax) filter (where year(issued_on) = 2025), sum(amount + tax) filter (where year(issued_on) = 2024) from invoice where status <> 'void'
-- or
select sum(amount + tax) filter (where year(issued_on) = 2025), sum(amount + tax) filter (where issued_on >= '2024-01-01' and issued_on < '2024-06-18') from invoice where status <> 'void'
-- or
select sum(amount + tax) filter (where year(issued_on) = 2025), sum(amount + tax) filter (where issued_on >= '2024-01-01' and issued_on < '2024-06-19') from invoice where status <> 'void'
-- or
select year(issued_on), sum(amount) from invoice where status = 'paid' and year(issued_on) in (2024, 2025) group by 1
-- or
select date_trunc('year', issued_on), sum(amount) from invoice where status = 'paid' and year(issued_on) in (2024, 2025) group by 1
-- or
select year(issued_on), sum(amount) from invoice where status = 'paid' and year(issued_on) in (2024, 2025) and strftime(issued_on, '%m%d') < '0618' group by 1
-- or
select year(issued_on), sum(amount) from invoice where status = 'paid' and year(issued_on) in (2024, 2025) and strftime(issued_on, '%m%d') < '0619' group by 1
-- or
select sum(amount) filter (where year(issued_on) = 2025), sum(amount) filter (where year(issued_on) = 2024) from invoice where status = 'paid'
-- or
select sum(amount) filter (where year(issued_on) = 2025), sum(amount) filter (where issued_on >= '2024-01-01' and issued_on < '2024-06-18') from invoice where status = 'paid'
-- or
select sum(amount) filter (where year(issued_on) = 2025), sum(amount) filter (where issued_on >= '2024-01-01' and issued_on < '2024-06-19') from invoice where status = 'paid'
-- or
select year(issued_on), sum(amount + tax) from invoice where status = 'paid' and year(issued_on) in (2024, 2025) group by 1
-- or
select date_trunc('year', issued_on), sum(amount + tax) from invoice where status = 'paid' and year(issued_on) in (2024, 2025) group by 1
-- or
select year(issued_on), sum(amount + tax) from invoice where status = 'paid' and year(issued_on) in (2024, 2025) and strftime(issued_on, '%m%d') < '0618' group by 1
-- or
select year(issued_on), sum(amount + tax) from invoice where status = 'paid' and year(issued_on) in (2024, 2025) and strftime(issued_on, '%m%d') < '0619' group by 1
-- or
select sum(amount + tax) filter (where year(issued_on) = 2025), sum(amount + tax) filter (where year(issued_on) = 2024) from invoice where status = 'paid'
-- or
select sum(amount + tax) filter (where year(issued_on) = 2025), sum(amount + tax) filter (where issued_on >= '2024-01-01' and issued_on < '2024-06-18') from invoice where status = 'paid'
-- or
select sum(amount + tax) filter (where year(issued_on) = 2025), sum(amount + tax) filter (where issued_on >= '2024-01-01' and issued_on < '2024-06-19') from invoice where status = 'paid'
-- or
select year(paid_on), sum(amount) from invoice where status = 'paid' and year(paid_on) in (2024, 2025) group by 1
-- or
select date_trunc('year', paid_on), sum(amount) from invoice where status = 'paid' and year(paid_on) in (2024, 2025) group by 1
-- or
select year(paid_on), sum(amount) from invoice where status = 'paid' and year(paid_on) in (2024, 2025) and strftime(paid_on, '%m%d') < '0618' group by 1
-- or
select year(paid_on), sum(amount) from invoice where status = 'paid' and year(paid_on) in (2024, 2025) and strftime(paid_on, '%m%d') < '0619' group by 1
-- or
select sum(amount) filter (where year(paid_on) = 2025), sum(amount) filter (where year(paid_on) = 2024) from invoice where status = 'paid'
-- or
select sum(amount) filter (where year(paid_on) = 2025), sum(amount) filter (where paid_on >= '2024-01-01' and paid_on < '2024-06-18') from invoice where status = 'paid'
-- or
select year(paid_on), sum(amount + tax) from invoice where status = 'paid' and year(paid_on) in (2024, 2025) group by 1
-- or
select date_trunc('year', paid_on), sum(amount + tax) from invoice where status = 'paid' and year(paid_on) in (2024, 2025) group by 1
-- or
select year(paid_on), sum(amount + tax) from invoice where status = 'paid' and year(paid_on) in (2024, 2025) and strftime(paid_on, '%m%d') < '0618' group by 1
-- or
select year(paid_on), sum(amount + tax) from invoice where status = 'paid' and year(paid_on) in (2024, 2025) and strftime(paid_on, '%m%d') < '0619' group by 1
-- or
select sum(amount + tax) filter (where year(paid_on) = 2025), sum(amount + tax) filter (where year(paid_on) = 2024) from invoice where status = 'paid'
-- or
select sum(amount + tax) filter (where year(paid_on) = 2025), sum(amount + tax) filter (where paid_on >= '2024-01-01' and paid_on < '2024-06-18') from invoice where status = 'paid'

-- answer: How much do customers still owe us?
select sum(amount) from invoice where status = 'open'
-- or
select sum(amount + tax) from invoice where status = 'open'

-- answer: top 10 customers by mrr
select a.name, sum(s.mrr) from subscription s join account a on a.id = s.account_id group by a.id, a.name order by sum(s.mrr) desc limit 10
-- or
select a.name, sum(s.mrr) from subscription s join account a on a.id = s.account_id where s.status = 'active' group by a.id, a.name order by sum(s.mrr) desc limit 10
-- or
select a.name, sum(s.mrr) from subscription s join account a on a.id = s.account_id where s.status <> 'cancelled' group by a.id, a.name order by sum(s.mrr) desc limit 10

-- answer: list the customers that cancelled a subscription this year
select distinct a.name from subscription s join account a on a.id = s.account_id where year(s.cancelled_on) = 2025
-- or
select distinct s.account_id from subscription s where year(s.cancelled_on) = 2025
-- or
select distinct s.account_id from subscription s join account a on a.id = s.account_id where year(s.cancelled_on) = 2025

-- answer: accounts that never had a subscription
select name from account a where not exists (select 1 from subscription s where s.account_id = a.id)
-- or
select id from account a where not exists (select 1 from subscription s where s.account_id = a.id)
-- or
select count(*) from account a where not exists (select 1 from subscription s where s.account_id = a.id)

-- answer: new users in the last 30 days
select count(*) from app_user where signed_up_on >= date '2025-06-18' - 30
-- or
select id from app_user where signed_up_on >= date '2025-06-18' - 30
-- or
select email from app_user where signed_up_on >= date '2025-06-18' - 30

-- answer: May vs April: user signups
select date_trunc('month', signed_up_on), count(*) from app_user where signed_up_on >= '2025-04-01' and signed_up_on < '2025-06-01' group by 1
-- or
select month(signed_up_on), count(*) from app_user where signed_up_on >= '2025-04-01' and signed_up_on < '2025-06-01' group by 1
-- or
select count(*) filter (where signed_up_on >= '2025-05-01' and signed_up_on < '2025-06-01'), count(*) filter (where signed_up_on >= '2025-04-01' and signed_up_on < '2025-05-01') from app_user
-- or
select count(*) filter (where signed_up_on >= '2025-05-01' and signed_up_on < '2025-06-01') > count(*) filter (where signed_up_on >= '2025-04-01' and signed_up_on < '2025-05-01') from app_user
-- or
select count(*) filter (where signed_up_on >= '2025-05-01' and signed_up_on < '2025-06-01') - count(*) filter (where signed_up_on >= '2025-04-01' and signed_up_on < '2025-05-01') from app_user

-- answer: average number of seats per plan
select p.name, avg(s.seats) from subscription s join plan p on p.id = s.plan_id group by 1
-- or
select p.name, avg(s.seats) from subscription s join plan p on p.id = s.plan_id where s.status = 'active' group by 1

-- answer: How many of our accounts are in Germany or France?
select count(*) from account where country in ('Germany', 'France')
-- or
select country, count(*) from account where country in ('Germany', 'France') group by 1

-- answer: how many users have not logged in since March?
select count(*) from app_user where last_login_on < '2025-03-01'
-- or
select count(*) from app_user where last_login_on < '2025-04-01'
-- or
select count(*) from app_user where last_login_on < '2025-03-01' or last_login_on is null
-- or
select count(*) from app_user where last_login_on < '2025-04-01' or last_login_on is null

-- answer: What percentage of invoices get paid late?
select avg(case when paid_on > due_on then 1.0 else 0 end) from invoice
-- or
select avg(case when paid_on > due_on then 1.0 else 0 end) from invoice where paid_on is not null
-- or
select avg(case when paid_on > due_on then 1.0 else 0 end) from invoice where status <> 'void'
-- or
select 100 * avg(case when paid_on > due_on then 1.0 else 0 end) from invoice
-- or
select 100 * avg(case when paid_on > due_on then 1.0 else 0 end) from invoice where paid_on is not null
-- or
select 100 * avg(case when paid_on > due_on then 1.0 else 0 end) from invoice where status <> 'void'

-- answer: avg days to pay an invoice
select avg(date_diff('day', issued_on, paid_on)) from invoice
-- or
select avg(epoch(paid_on::timestamp - issued_on::timestamp)) / 86400 from invoice

-- answer: what's our cheapest plan?
select name from plan order by monthly_price limit 1

-- answer: Which day of the week has the most events?
select dayname(occurred_at) from event group by 1 order by count(*) desc limit 1
-- or
select isodow(occurred_at) from event group by 1 order by count(*) desc limit 1
-- or
select dayofweek(occurred_at) from event group by 1 order by count(*) desc limit 1

-- answer: Give me the enterprise accounts in Spain with the date they were created
select name, created_on from account where segment = 'Enterprise' and country = 'Spain'

-- answer: exports by month since January
select date_trunc('month', occurred_at), count(*) from event where event_type = 'export' and occurred_at >= '2025-01-01' group by 1

-- answer: how many users does an account have on average?
select count(*) / count(distinct account_id) from app_user
-- or
select count(*) / (select count(*) from account) from app_user

-- answer: subscriptions over 100 seats that are still active
select id from subscription where seats > 100 and status = 'active'
-- or
select count(*) from subscription where seats > 100 and status = 'active'
-- or
select id from subscription where seats > 100 and cancelled_on is null
-- or
select count(*) from subscription where seats > 100 and cancelled_on is null

-- answer: Which features are in no plan?
select name from feature where id not in (select feature_id from plan_feature)

-- answer: mrr per segment, active subscriptions only
select a.segment, sum(s.mrr) from subscription s join account a on a.id = s.account_id where s.status = 'active' group by 1

-- answer: how many trials are running at the moment
select count(*) from subscription where status = 'trial'
-- or
select count(distinct account_id) from subscription where status = 'trial'

-- answer: Could you tell me which country brings in the most money?
select a.country from invoice i join account a on a.id = i.account_id group by 1 order by sum(i.amount) desc limit 1
-- or
select a.country from subscription s join account a on a.id = s.account_id where s.status = 'active' group by 1 order by sum(s.mrr) desc limit 1

-- answer: void invoices in Q1, total amount
select sum(amount) from invoice where status = 'void' and issued_on >= '2025-01-01' and issued_on < '2025-04-01'
-- or
select sum(amount + tax) from invoice where status = 'void' and issued_on >= '2025-01-01' and issued_on < '2025-04-01'

-- refuse: What does it cost us to win a new customer?

-- refuse: open support tickets by account

-- refuse: NPS by segment
