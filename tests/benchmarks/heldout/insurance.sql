-- answer: How many active policies do we have?
select count(*) from tbl_policy where policy_status = 'active'

-- answer: policies by product
select product, count(*) from tbl_policy group by 1

-- answer: Total annual premium by agent region
select a.region, sum(p.annual_premium) from tbl_policy p join tbl_agent a using (agent_id) group by 1

-- answer: average annual premium for auto policies
select avg(annual_premium) from tbl_policy where product = 'auto'

-- answer: Number of claims per status
select claim_status, count(*) from tbl_claim group by 1

-- answer: Claims per month in 2024
select date_trunc('month', reported_date), count(*) from tbl_claim where year(reported_date) = 2024 group by 1
-- or
select date_trunc('month', loss_date), count(*) from tbl_claim where year(loss_date) = 2024 group by 1

-- answer: claimed amount by claim type
select claim_type, sum(claimed_amount) from tbl_claim group by 1

-- answer: Total approved amount for claims with a loss date in 2024
select sum(approved_amount) from tbl_claim where year(loss_date) = 2024

-- answer: how many claims were denied?
select count(*) from tbl_claim where claim_status = 'denied'

-- answer: Amount paid out per quarter
select date_trunc('quarter', paid_on), sum(paid_amount) from tbl_payment group by 1

-- ordered: Top 10 policyholders by claimed amount
select h.holder_name, sum(c.claimed_amount) from tbl_claim c join tbl_policy p using (policy_id) join tbl_policyholder h using (holder_id) group by h.holder_id, 1 order by 2 desc limit 10

-- answer: number of policyholders per state
select state, count(*) from tbl_policyholder group by 1

-- answer: How many of our policyholders are smokers?
select count(*) from tbl_policyholder where smoker_flag = 'Y'

-- answer: Average credit score by state
select state, avg(credit_score) from tbl_policyholder group by 1

-- answer: vehicles by make
select make, count(*) from tbl_vehicle group by 1

-- answer: How many vehicles have a model year before 2012?
select count(*) from tbl_vehicle where model_year < 2012

-- ordered: average vehicle value by make, most valuable first
select make, avg(vehicle_value) from tbl_vehicle group by 1 order by 2 desc

-- answer: What was the largest single payment?
select max(paid_amount) from tbl_payment

-- answer: How many policies started this year?
select count(*) from tbl_policy where start_date >= '2025-01-01' and start_date < '2026-01-01'

-- answer: policies with auto renew, count
select count(*) from tbl_policy where auto_renew

-- answer: How many policyholders were born after 1990?
select count(*) from tbl_policyholder where birth_date >= '1991-01-01'
-- or
select count(*) from tbl_policyholder where birth_date >= '1990-01-01'

-- ordered: number of policies per agent, top 5 agents
select a.agent_name, count(*) from tbl_policy p join tbl_agent a using (agent_id) group by a.agent_id, 1 order by 2 desc limit 5

-- answer: How many different vehicle models do we insure?
select count(distinct model) from tbl_vehicle

-- answer: Total sum insured of home policies
select sum(sum_insured) from tbl_policy where product = 'home'

-- answer: Lowest and highest annual premium for each product
select product, min(annual_premium), max(annual_premium) from tbl_policy group by 1

-- answer: how many claims have a claimed amount over 20,000
select count(*) from tbl_claim where claimed_amount > 20000

-- answer: total payments by payment method
select pay_method, sum(paid_amount) from tbl_payment group by 1
-- or
select pay_method, count(*) from tbl_payment group by 1

-- answer: Open theft claims
select count(*) from tbl_claim where claim_status = 'open' and claim_type = 'theft'
-- or
select claim_id from tbl_claim where claim_status = 'open' and claim_type = 'theft'

-- answer: How many policyholders dont have any policy?
select count(*) from tbl_policyholder h where not exists (select 1 from tbl_policy p where p.holder_id = h.holder_id)

-- answer: Average number of days between loss and reporting, by claim type
select claim_type, avg(reported_date - loss_date) from tbl_claim group by 1

-- answer: What share of claims was denied, by product?
select p.product, 1.0 * count(*) filter (where c.claim_status = 'denied') / count(*) from tbl_claim c join tbl_policy p using (policy_id) group by 1
-- or
select p.product, 100.0 * count(*) filter (where c.claim_status = 'denied') / count(*) from tbl_claim c join tbl_policy p using (policy_id) group by 1

-- answer: Total annual premium of policies with at least one denied claim
select sum(annual_premium) from tbl_policy p where exists (select 1 from tbl_claim c where c.policy_id = p.policy_id and c.claim_status = 'denied')

-- answer: how many auto policies never had a claim
select count(*) from tbl_policy p where product = 'auto' and not exists (select 1 from tbl_claim c where c.policy_id = p.policy_id)

-- answer: Claims reported in 2024 versus 2023
select count(*) filter (where year(reported_date) = 2024), count(*) filter (where year(reported_date) = 2023) from tbl_claim
-- or
select count(*) from tbl_claim where year(reported_date) in (2023, 2024) group by year(reported_date)

-- refuse: Reinsurance recoveries per year
-- refuse: net promoter score by agent
-- refuse: How many claims were fraudulent?
-- refuse: What is the expected loss ratio for next year?

-- ask: Total amount by product
-- ask: Who is our best agent?

-- answer: premium by product
select product, sum(annual_premium) from tbl_policy group by 1
-- or
select product, sum(annual_premium) from tbl_policy where policy_status = 'active' group by 1

-- answer: number of claims this year compared to last year
select year(reported_date), count(*) from tbl_claim where year(reported_date) in (2024, 2025) group by 1
-- or
select date_trunc('year', reported_date), count(*) from tbl_claim where year(reported_date) in (2024, 2025) group by 1
-- or
select year(reported_date), count(*) from tbl_claim where year(reported_date) in (2024, 2025) and strftime(reported_date, '%m%d') < '0618' group by 1
-- or
select year(reported_date), count(*) from tbl_claim where year(reported_date) in (2024, 2025) and strftime(reported_date, '%m%d') < '0619' group by 1
-- or
select count(*) filter (where year(reported_date) = 2025), count(*) filter (where year(reported_date) = 2024) from tbl_claim
-- or
select count(*) filter (where year(reported_date) = 2025), count(*) filter (where reported_date >= '2024-01-01' and reported_date < '2024-06-18') from tbl_claim
-- or
select count(*) filter (where year(reported_date) = 2025), count(*) filter (where reported_date >= '2024-01-01' and reported_date < '2024-06-19') from tbl_claim
-- or
select year(loss_date), count(*) from tbl_claim where year(loss_date) in (2024, 2025) group by 1
-- or
select date_trunc('year', loss_date), count(*) from tbl_claim where year(loss_date) in (2024, 2025) group by 1
-- or
select year(loss_date), count(*) from tbl_claim where year(loss_date) in (2024, 2025) and strftime(loss_date, '%m%d') < '0618' group by 1
-- or
select year(loss_date), count(*) from tbl_claim where year(loss_date) in (2024, 2025) and strftime(loss_date, '%m%d') < '0619' group by 1
-- or
select count(*) filter (where year(loss_date) = 2025), count(*) filter (where year(loss_date) = 2024) from tbl_claim
-- or
select count(*) filter (where year(loss_date) = 2025), count(*) filter (where loss_date >= '2024-01-01' and loss_date < '2024-06-18') from tbl_claim
-- or
select count(*) filter (where year(loss_date) = 2025), count(*) filter (where loss_date >= '2024-01-01' and loss_date < '2024-06-19') from tbl_claim

-- answer: open claims reported more than 30 days ago
select claim_id from tbl_claim where claim_status = 'open' and reported_date < date '2025-06-18' - 30
-- or
select count(*) from tbl_claim where claim_status = 'open' and reported_date < date '2025-06-18' - 30
-- or
select claim_id from tbl_claim where closed_date is null and reported_date < date '2025-06-18' - 30
-- or
select count(*) from tbl_claim where closed_date is null and reported_date < date '2025-06-18' - 30

-- answer: Which agent sold the most premium in 2024?
select a.agent_name from tbl_policy p join tbl_agent a using (agent_id) where year(p.start_date) = 2024 group by 1 order by sum(p.annual_premium) desc limit 1

-- answer: agents who haven't sold a single policy
select agent_name from tbl_agent where agent_id not in (select agent_id from tbl_policy where agent_id is not null)

-- answer: What percentage of claims do we deny?
select avg(case when claim_status = 'denied' then 1.0 else 0 end) from tbl_claim
-- or
select avg(case when claim_status = 'denied' then 1.0 else 0 end) from tbl_claim where closed_date is not null
-- or
select 100 * avg(case when claim_status = 'denied' then 1.0 else 0 end) from tbl_claim
-- or
select 100 * avg(case when claim_status = 'denied' then 1.0 else 0 end) from tbl_claim where closed_date is not null

-- answer: average time to close a claim by claim type
select claim_type, avg(date_diff('day', reported_date, closed_date)) from tbl_claim group by 1
-- or
select claim_type, avg(epoch(closed_date::timestamp - reported_date::timestamp)) / 86400 from tbl_claim group by 1

-- answer: Who received the largest single payment?
select h.holder_name from tbl_payment y join tbl_claim c using (claim_id) join tbl_policy p using (policy_id) join tbl_policyholder h using (holder_id) order by y.paid_amount desc limit 1

-- answer: how many policies run out in the next 30 days?
select count(*) from tbl_policy where end_date >= date '2025-06-18' and end_date <= date '2025-06-18' + 30
-- or
select count(*) from tbl_policy where end_date >= date '2025-06-18' and end_date <= date '2025-06-18' + 30 and policy_status = 'active'
-- or
select count(*) from tbl_policy where end_date >= date '2025-06-18' and end_date < date '2025-06-18' + 30
-- or
select count(*) from tbl_policy where end_date >= date '2025-06-18' and end_date < date '2025-06-18' + 30 and policy_status = 'active'

-- answer: how many Teslas do we insure
select count(*) from tbl_vehicle where make = 'Tesla'
-- or
select count(*) from tbl_vehicle v join tbl_policy p using (policy_id) where v.make = 'Tesla' and p.policy_status = 'active'

-- answer: average credit score of smokers vs non-smokers
select smoker_flag, avg(credit_score) from tbl_policyholder group by 1
-- or
select avg(credit_score) filter (where smoker_flag = 'Y'), avg(credit_score) filter (where smoker_flag = 'N') from tbl_policyholder

-- answer: approved claims with no payment yet
select claim_id from tbl_claim c where claim_status = 'approved' and not exists (select 1 from tbl_payment p where p.claim_id = c.claim_id)
-- or
select count(*) from tbl_claim c where claim_status = 'approved' and not exists (select 1 from tbl_payment p where p.claim_id = c.claim_id)

-- answer: Could you tell me how much we paid out by check in the first quarter of 2025?
select sum(paid_amount) from tbl_payment where pay_method = 'check' and paid_on >= '2025-01-01' and paid_on < '2025-04-01'

-- answer: active policies per state
select h.state, count(*) from tbl_policy p join tbl_policyholder h using (holder_id) where p.policy_status = 'active' group by 1

-- answer: policyholders with more than 4 policies
select h.holder_name from tbl_policy p join tbl_policyholder h using (holder_id) group by h.holder_id, h.holder_name having count(*) > 4
-- or
select h.holder_name, count(*) from tbl_policy p join tbl_policyholder h using (holder_id) group by h.holder_id, h.holder_name having count(*) > 4
-- or
select count(*) from (select holder_id from tbl_policy group by 1 having count(*) > 4)
-- or
select holder_id from tbl_policy group by 1 having count(*) > 4

-- answer: Is the average claim in Texas higher than in Ohio?
select h.state, avg(c.claimed_amount) from tbl_claim c join tbl_policy p using (policy_id) join tbl_policyholder h using (holder_id) where h.state in ('Texas', 'Ohio') group by 1
-- or
select t, o from (select avg(c.claimed_amount) filter (where h.state = 'Texas') t, avg(c.claimed_amount) filter (where h.state = 'Ohio') o from tbl_claim c join tbl_policy p using (policy_id) join tbl_policyholder h using (holder_id))
-- or
select t > o from (select avg(c.claimed_amount) filter (where h.state = 'Texas') t, avg(c.claimed_amount) filter (where h.state = 'Ohio') o from tbl_claim c join tbl_policy p using (policy_id) join tbl_policyholder h using (holder_id))
-- or
select t - o from (select avg(c.claimed_amount) filter (where h.state = 'Texas') t, avg(c.claimed_amount) filter (where h.state = 'Ohio') o from tbl_claim c join tbl_policy p using (policy_id) join tbl_policyholder h using (holder_id))

-- answer: our most expensive home policy
select policy_no, annual_premium from tbl_policy where product = 'home' order by annual_premium desc limit 1

-- answer: who is the newest agent
select agent_name from tbl_agent order by hired_on desc limit 1

-- answer: difference between claimed and approved amount by claim type
select claim_type, sum(claimed_amount) - sum(approved_amount) from tbl_claim group by 1
-- or
select claim_type, sum(claimed_amount - approved_amount) from tbl_claim group by 1
-- or
select claim_type, avg(claimed_amount - approved_amount) from tbl_claim group by 1

-- answer: Fire and water claims per quarter since 2024
select date_trunc('quarter', reported_date) q, count(*) from tbl_claim where claim_type in ('fire', 'water') and q >= '2024-01-01' group by 1
-- or
select date_trunc('quarter', loss_date) q, count(*) from tbl_claim where claim_type in ('fire', 'water') and q >= '2024-01-01' group by 1
-- or
select date_trunc('quarter', reported_date) q, claim_type, count(*) from tbl_claim where claim_type in ('fire', 'water') and q >= '2024-01-01' group by 1, 2
-- or
select date_trunc('quarter', loss_date) q, claim_type, count(*) from tbl_claim where claim_type in ('fire', 'water') and q >= '2024-01-01' group by 1, 2

-- answer: life policies with auto renew on
select count(*) from tbl_policy where product = 'life' and auto_renew
-- or
select count(*) from tbl_policy where product = 'life' and auto_renew and policy_status = 'active'
-- or
select policy_no from tbl_policy where product = 'life' and auto_renew
-- or
select policy_no from tbl_policy where product = 'life' and auto_renew and policy_status = 'active'

-- answer: How old are our policyholders on average?
select avg(date_diff('year', birth_date, date '2025-06-18')) from tbl_policyholder
-- or
select avg(datesub('year', birth_date, date '2025-06-18')) from tbl_policyholder
-- or
select avg(date_diff('day', birth_date, date '2025-06-18') / 365.25) from tbl_policyholder
-- or
select avg(date_diff('day', birth_date, date '2025-06-18') / 365) from tbl_policyholder

-- answer: policies sold without an agent, by product
select product, count(*) from tbl_policy where agent_id is null group by 1

-- refuse: How many customers switched to a competitor last year?

-- refuse: customer satisfaction per agent

-- refuse: reinsurance recoveries in 2024

-- answer: How many claims came in last week?
select count(*) from tbl_claim where reported_date >= '2025-06-09' and reported_date < '2025-06-16'

-- then: how many of those are on auto policies?
select count(*) from tbl_claim c join tbl_policy p using (policy_id) where c.reported_date >= '2025-06-09' and c.reported_date < '2025-06-16' and p.product = 'auto'

-- answer: paid out so far this month
select sum(paid_amount) from tbl_payment where paid_on >= '2025-06-01' and paid_on <= '2025-06-18'

-- answer: How many customers have both an auto and a home policy with us?
select count(*) from (select holder_id from tbl_policy group by 1 having count(*) filter (product = 'auto') > 0 and count(*) filter (product = 'home') > 0)
-- or
select count(*) from (select holder_id from tbl_policy where policy_status = 'active' group by 1 having count(*) filter (product = 'auto') > 0 and count(*) filter (product = 'home') > 0)

-- answer: customers in Maine whose credit score is under 520
select holder_name from tbl_policyholder where state = 'Maine' and credit_score < 520

-- answer: who are our agents in the West?
select agent_name from tbl_agent where region = 'West'

-- then: hired after 2019
select agent_name from tbl_agent where region = 'West' and hired_on >= '2020-01-01'

-- answer: How big is the average claim on a home policy?
select avg(c.claimed_amount) from tbl_claim c join tbl_policy p using (policy_id) where p.product = 'home'

-- answer: what are all the Fords we insure worth together?
select sum(v.vehicle_value) from tbl_vehicle v join tbl_policy p using (policy_id) where v.make = 'Ford'
-- or
select sum(v.vehicle_value) from tbl_vehicle v join tbl_policy p using (policy_id) where v.make = 'Ford' and p.policy_status = 'active'

-- answer: biggest claim that is still open
select claimed_amount from tbl_claim where claim_status = 'open' order by claimed_amount desc limit 1
-- or
select claim_id from tbl_claim where claim_status = 'open' order by claimed_amount desc limit 1

-- answer: denied claims per month this year
select date_trunc('month', reported_date), count(*) from tbl_claim where claim_status = 'denied' and year(reported_date) = 2025 group by 1
-- or
select date_trunc('month', closed_date), count(*) from tbl_claim where claim_status = 'denied' and year(closed_date) = 2025 group by 1
-- or
select date_trunc('month', loss_date), count(*) from tbl_claim where claim_status = 'denied' and year(loss_date) = 2025 group by 1

-- ordered: states by total premium, highest first
select h.state, sum(p.annual_premium) from tbl_policy p join tbl_policyholder h using (holder_id) group by 1 order by 2 desc
-- or
select h.state, sum(p.annual_premium) from tbl_policy p join tbl_policyholder h using (holder_id) where p.policy_status = 'active' group by 1 order by 2 desc

-- then: active policies only
select h.state, sum(p.annual_premium) from tbl_policy p join tbl_policyholder h using (holder_id) where p.policy_status = 'active' group by 1

-- answer: lapsed policies per product
select product, count(*) from tbl_policy where policy_status = 'lapsed' group by 1

-- answer: Which agents are on 10 percent commission?
select agent_name from tbl_agent where commission_rate = 0.1

-- answer: How many claims took us more than 60 days to close?
select count(*) from tbl_claim where closed_date - reported_date > 60

-- answer: our youngest policyholder
select holder_name from tbl_policyholder order by birth_date desc limit 1

-- answer: what percentage of all policies are home policies?
select count(*) filter (product = 'home') / count(*) from tbl_policy
-- or
select 100.0 * count(*) filter (product = 'home') / count(*) from tbl_policy
-- or
select count(*) filter (product = 'home') / count(*) from tbl_policy where policy_status = 'active'
-- or
select 100.0 * count(*) filter (product = 'home') / count(*) from tbl_policy where policy_status = 'active'

-- then: and life?
select count(*) filter (product = 'life') / count(*) from tbl_policy
-- or
select 100.0 * count(*) filter (product = 'life') / count(*) from tbl_policy
-- or
select count(*) filter (product = 'life') / count(*) from tbl_policy where policy_status = 'active'
-- or
select 100.0 * count(*) filter (product = 'life') / count(*) from tbl_policy where policy_status = 'active'

-- answer: Which type of claim costs us the most?
select claim_type from tbl_claim group by 1 order by sum(approved_amount) desc limit 1

-- answer: number of women among our policyholders, by state
select state, count(*) from tbl_policyholder where gender = 'F' group by 1

-- answer: policies started each month of 2025
select date_trunc('month', start_date), count(*) from tbl_policy where year(start_date) = 2025 group by 1

-- then: just travel
select date_trunc('month', start_date), count(*) from tbl_policy where year(start_date) = 2025 and product = 'travel' group by 1

-- refuse: How many calls did the claims desk get yesterday?

-- refuse: which garage did the repairs on the Volvo claims?

-- refuse: what rent do we pay for the Ohio office?
