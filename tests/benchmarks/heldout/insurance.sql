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
