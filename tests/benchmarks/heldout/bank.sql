-- answer: How many customers do we have?
select count(*) from tbl_cust
-- answer: customers by segment
select segment, count(*) from tbl_cust group by 1
-- answer: number of accounts per account type
select acct_type, count(*) from tbl_acct group by 1
-- answer: How many accounts are dormant?
select count(*) from tbl_acct where acct_status = 'dormant'
-- answer: total transaction amount
select sum(txn_amt) from tbl_txn
-- ordered: Number of transactions by month this year
select date_trunc('month', txn_ts)::date, count(*) from tbl_txn where txn_ts >= '2025-01-01' group by 1 order by 1
-- answer: total amount of card payments per merchant category
select merchant_cat, sum(txn_amt) from tbl_txn where txn_type = 'card payment' group by 1
-- answer: What is the average loan interest rate?
select avg(int_rate) from tbl_loan
-- answer: average interest rate by loan type
select loan_type, avg(int_rate) from tbl_loan group by 1
-- answer: Total loan principal per branch
select b.br_name, sum(l.principal_amt) from tbl_loan l join tbl_branch b using (br_id) group by 1
-- answer: how many loans are late or defaulted
select count(*) from tbl_loan where loan_status in ('late', 'defaulted')
-- or
select loan_status, count(*) from tbl_loan where loan_status in ('late', 'defaulted') group by 1
-- answer: largest loan
select max(principal_amt) from tbl_loan
-- or
select loan_id from tbl_loan order by principal_amt desc limit 1
-- answer: Total balance today
select sum(bal_amt) from tbl_acct_bal_daily where bal_dt = '2025-06-17'
-- answer: What was the total account balance at the end of March 2025?
select sum(bal_amt) from tbl_acct_bal_daily where bal_dt = '2025-03-31'
-- ordered: month-end total balance for each month of 2025
select date_trunc('month', bal_dt)::date, sum(bal_amt) from tbl_acct_bal_daily where bal_dt in (select max(bal_dt) from tbl_acct_bal_daily group by date_trunc('month', bal_dt)) group by 1 order by 1
-- or
select bal_dt, sum(bal_amt) from tbl_acct_bal_daily where bal_dt in (select max(bal_dt) from tbl_acct_bal_daily group by date_trunc('month', bal_dt)) group by 1 order by 1
-- or
select date_trunc('month', bal_dt)::date, sum(bal_amt) from tbl_acct_bal_daily where bal_dt in (select max(bal_dt) from tbl_acct_bal_daily group by date_trunc('month', bal_dt)) and bal_dt < '2025-06-01' group by 1 order by 1
-- answer: current balance by account type
select a.acct_type, sum(b.bal_amt) from tbl_acct_bal_daily b join tbl_acct a using (acct_no) where b.bal_dt = '2025-06-17' group by 1
-- answer: customers without an account
select cust_id, cust_name from tbl_cust c where not exists (select 1 from tbl_acct a where a.cust_id = c.cust_id)
-- or
select cust_name from tbl_cust c where not exists (select 1 from tbl_acct a where a.cust_id = c.cust_id)
-- or
select count(*) from tbl_cust c where not exists (select 1 from tbl_acct a where a.cust_id = c.cust_id)
-- answer: Which branch has the most accounts?
select br_name from tbl_acct join tbl_branch using (br_id) group by 1 order by count(*) desc limit 1
-- answer: branches with no accounts
select br_name from tbl_branch b where not exists (select 1 from tbl_acct a where a.br_id = b.br_id)
-- answer: Number of loans started in 2024
select count(*) from tbl_loan where year(start_dt) = 2024
-- answer: withdrawals at the ATM last month
select count(*) from tbl_txn where txn_type = 'withdrawal' and channel = 'atm' and txn_ts >= '2025-05-01' and txn_ts < '2025-06-01'
-- or
select sum(txn_amt) from tbl_txn where txn_type = 'withdrawal' and channel = 'atm' and txn_ts >= '2025-05-01' and txn_ts < '2025-06-01'
-- or
select txn_id from tbl_txn where txn_type = 'withdrawal' and channel = 'atm' and txn_ts >= '2025-05-01' and txn_ts < '2025-06-01'
-- answer: list all mortgages above 300000
select loan_id from tbl_loan where loan_type = 'Mortgage' and principal_amt > 300000
-- answer: Top 10 customers by loan principal
select c.cust_name, sum(l.principal_amt) from tbl_loan l join tbl_cust c using (cust_id) group by c.cust_id, 1 order by 2 desc limit 10
-- answer: How many VIP customers are in Riverton?
select count(*) from tbl_cust where vip_flag = 'Y' and city = 'Riverton'
-- answer: avg transaction amount by channel
select channel, avg(txn_amt) from tbl_txn where channel is not null group by 1
-- answer: accounts opened per year
select year(open_dt), count(*) from tbl_acct group by 1
-- or
select date_trunc('year', open_dt)::date, count(*) from tbl_acct group by 1
-- answer: How many accounts were closed this year?
select count(*) from tbl_acct where close_dt >= '2025-01-01'
-- answer: cities with more than 60 customers
select city from tbl_cust where city is not null group by 1 having count(*) > 60
-- answer: number of customers with a loan
select count(distinct cust_id) from tbl_loan
-- answer: What share of loans are mortgages?
select 100.0 * count(*) filter (where loan_type = 'Mortgage') / count(*) from tbl_loan
-- or
select 1.0 * count(*) filter (where loan_type = 'Mortgage') / count(*) from tbl_loan
-- answer: How many loan payments have not been paid yet?
select count(*) from tbl_loan_pmt where paid_dt is null
-- answer: how many payments were paid after the due date
select count(*) from tbl_loan_pmt where paid_dt > due_dt
-- answer: average number of days between due date and paid date
select avg(date_diff('day', due_dt, paid_dt)) from tbl_loan_pmt
-- or
select avg(date_diff('day', due_dt, paid_dt)) from tbl_loan_pmt where paid_dt > due_dt
-- answer: amount due and amount paid by loan type
select l.loan_type, sum(p.amt_due), sum(p.amt_paid) from tbl_loan_pmt p join tbl_loan l using (loan_id) group by 1
-- answer: Number of accounts and number of loans per branch
select b.br_name, (select count(*) from tbl_acct a where a.br_id = b.br_id), (select count(*) from tbl_loan l where l.br_id = b.br_id) from tbl_branch b
-- or
select b.br_name, (select count(*) from tbl_acct a where a.br_id = b.br_id), (select count(*) from tbl_loan l where l.br_id = b.br_id) from tbl_branch b where exists (select 1 from tbl_acct a where a.br_id = b.br_id) or exists (select 1 from tbl_loan l where l.br_id = b.br_id)
-- answer: Deposits minus withdrawals per month in 2024
select date_trunc('month', txn_ts)::date, sum(case when txn_type = 'deposit' then txn_amt else 0 end) - sum(case when txn_type = 'withdrawal' then txn_amt else 0 end) from tbl_txn where year(txn_ts) = 2024 group by 1
-- answer: fee income, month over month growth in 2025
select m, a, 100 * (a - p) / p from (select m, a, lag(a) over (order by m) p from (select date_trunc('month', txn_ts)::date m, sum(txn_amt) a from tbl_txn where txn_type = 'fee' group by 1)) where m >= '2025-01-01'
-- or
select m, a, (a - p) / p from (select m, a, lag(a) over (order by m) p from (select date_trunc('month', txn_ts)::date m, sum(txn_amt) a from tbl_txn where txn_type = 'fee' group by 1)) where m >= '2025-01-01'
-- or
select m, a, (a - p) / p from (select m, a, lag(a) over (order by m) p from (select date_trunc('month', txn_ts)::date m, sum(txn_amt) a from tbl_txn where txn_type = 'fee' and year(txn_ts) = 2025 group by 1))
-- or
select m, a, 100 * (a - p) / p from (select m, a, lag(a) over (order by m) p from (select date_trunc('month', txn_ts)::date m, sum(txn_amt) a from tbl_txn where txn_type = 'fee' and year(txn_ts) = 2025 group by 1))
-- or
select m, a, a - p from (select m, a, lag(a) over (order by m) p from (select date_trunc('month', txn_ts)::date m, sum(txn_amt) a from tbl_txn where txn_type = 'fee' group by 1)) where m >= '2025-01-01'
-- or
select m, a, a - p from (select m, a, lag(a) over (order by m) p from (select date_trunc('month', txn_ts)::date m, sum(txn_amt) a from tbl_txn where txn_type = 'fee' and year(txn_ts) = 2025 group by 1))
-- answer: Average balance per customer segment right now
select c.segment, avg(b.bal_amt) from tbl_acct_bal_daily b join tbl_acct a using (acct_no) join tbl_cust c using (cust_id) where b.bal_dt = '2025-06-17' group by 1
-- or
select c.segment, sum(b.bal_amt) / count(distinct c.cust_id) from tbl_acct_bal_daily b join tbl_acct a using (acct_no) join tbl_cust c using (cust_id) where b.bal_dt = '2025-06-17' group by 1
-- answer: which customers have both a mortgage and an auto loan
select cust_id, cust_name from tbl_cust c where exists (select 1 from tbl_loan l where l.cust_id = c.cust_id and l.loan_type = 'Mortgage') and exists (select 1 from tbl_loan l where l.cust_id = c.cust_id and l.loan_type = 'Auto')
-- or
select cust_name from tbl_cust c where exists (select 1 from tbl_loan l where l.cust_id = c.cust_id and l.loan_type = 'Mortgage') and exists (select 1 from tbl_loan l where l.cust_id = c.cust_id and l.loan_type = 'Auto')
-- answer: highest loan in each region
select b.region, max(l.principal_amt) from tbl_loan l join tbl_branch b using (br_id) group by 1
-- or
select region, loan_id from (select b.region, l.loan_id, row_number() over (partition by b.region order by l.principal_amt desc) r from tbl_loan l join tbl_branch b using (br_id)) where r = 1
-- refuse: What is the average credit score of our customers?
-- refuse: number of fraud cases per month
-- refuse: How many employees work at each branch?
-- refuse: net profit by region in 2024
-- ask: total amount per customer
-- ask: Which branch is the best?

-- answer: accounts by branch
select b.br_name, count(*) from tbl_acct a join tbl_branch b on b.br_id = a.br_id where 1=1 group by 1
-- or
select b.br_name, count(*) from tbl_acct a join tbl_branch b on b.br_id = a.br_id where a.acct_status = 'active' group by 1
-- or
select b.br_name, count(*) from tbl_acct a join tbl_branch b on b.br_id = a.br_id where a.acct_status <> 'closed' group by 1
-- or
select b.br_name, count(a.acct_no) from tbl_branch b left join tbl_acct a on b.br_id = a.br_id and 1=1 group by 1
-- or
select b.br_name, count(a.acct_no) from tbl_branch b left join tbl_acct a on b.br_id = a.br_id and a.acct_status = 'active' group by 1
-- or
select b.br_name, count(a.acct_no) from tbl_branch b left join tbl_acct a on b.br_id = a.br_id and a.acct_status <> 'closed' group by 1

-- answer: How many customers do we have in each segment?
select segment, count(*) from tbl_cust group by 1

-- answer: total balance by account type as of yesterday
select a.acct_type, sum(d.bal_amt) from tbl_acct_bal_daily d join tbl_acct a on a.acct_no = d.acct_no where d.bal_dt = '2025-06-17' group by 1

-- answer: deposits by month this year
select date_trunc('month', txn_ts), sum(txn_amt) from tbl_txn where txn_type = 'deposit' and year(txn_ts) = 2025 group by 1
-- or
select date_trunc('month', txn_ts), count(*) from tbl_txn where txn_type = 'deposit' and year(txn_ts) = 2025 group by 1

-- answer: how much cash was withdrawn at ATMs last year
select sum(txn_amt) from tbl_txn where txn_type = 'withdrawal' and channel = 'atm' and year(txn_ts) = 2024

-- answer: card spend by merchant category
select merchant_cat, sum(txn_amt) from tbl_txn where txn_type = 'card payment' group by 1

-- answer: late loans per branch
select b.br_name, count(*) from tbl_loan l join tbl_branch b on b.br_id = l.br_id where l.loan_status = 'late' group by 1
-- or
select b.br_name, count(l.loan_id) from tbl_branch b left join tbl_loan l on b.br_id = l.br_id and l.loan_status = 'late' group by 1

-- answer: default rate by loan type
select loan_type, 1 * avg(case when loan_status = 'defaulted' then 1.0 else 0 end) from tbl_loan group by 1
-- or
select loan_type, 100 * avg(case when loan_status = 'defaulted' then 1.0 else 0 end) from tbl_loan group by 1

-- answer: Average interest rate for mortgages vs auto loans
select loan_type, avg(int_rate) from tbl_loan where loan_type in ('Mortgage', 'Auto') group by 1
-- or
select avg(int_rate) filter (where loan_type = 'Mortgage'), avg(int_rate) filter (where loan_type = 'Auto') from tbl_loan

-- answer: Who has the biggest loan?
select c.cust_name, l.principal_amt from tbl_loan l join tbl_cust c on c.cust_id = l.cust_id order by 2 desc limit 1
-- or
select c.cust_name, sum(l.principal_amt) from tbl_loan l join tbl_cust c on c.cust_id = l.cust_id group by c.cust_id, c.cust_name order by 2 desc limit 1

-- answer: how many customers don't have an account
select count(*) from tbl_cust where cust_id not in (select cust_id from tbl_acct)

-- answer: customers with more than 4 accounts
select c.cust_id from tbl_acct a join tbl_cust c on c.cust_id = a.cust_id where 1=1 group by c.cust_id, c.cust_name having count(*) > 4
-- or
select c.cust_id from tbl_acct a join tbl_cust c on c.cust_id = a.cust_id where a.acct_status = 'active' group by c.cust_id, c.cust_name having count(*) > 4
-- or
select c.cust_name from tbl_acct a join tbl_cust c on c.cust_id = a.cust_id where 1=1 group by c.cust_id, c.cust_name having count(*) > 4
-- or
select c.cust_name from tbl_acct a join tbl_cust c on c.cust_id = a.cust_id where a.acct_status = 'active' group by c.cust_id, c.cust_name having count(*) > 4

-- answer: list the VIP business customers in Riverton
select cust_id from tbl_cust where vip_flag = 'Y' and segment = 'Business' and city = 'Riverton'
-- or
select cust_name from tbl_cust where vip_flag = 'Y' and segment = 'Business' and city = 'Riverton'

-- answer: loans above 200k that are still running
select loan_id from tbl_loan where principal_amt > 200000 and loan_status = 'current'
-- or
select loan_id from tbl_loan where principal_amt > 200000 and loan_status in ('current', 'late')
-- or
select loan_id from tbl_loan where principal_amt > 200000 and loan_status <> 'paid off'
-- or
select count(*) from tbl_loan where principal_amt > 200000 and loan_status = 'current'
-- or
select count(*) from tbl_loan where principal_amt > 200000 and loan_status in ('current', 'late')
-- or
select count(*) from tbl_loan where principal_amt > 200000 and loan_status <> 'paid off'

-- answer: Missed loan payments by month this year
select date_trunc('month', due_dt), count(*) from tbl_loan_pmt where paid_dt is null and year(due_dt) = 2025 group by 1

-- answer: what percentage of loan payments came in late
select 1 * avg(case when paid_dt > due_dt then 1.0 else 0 end) from tbl_loan_pmt where 1=1
-- or
select 1 * avg(case when paid_dt > due_dt then 1.0 else 0 end) from tbl_loan_pmt where paid_dt is not null
-- or
select 100 * avg(case when paid_dt > due_dt then 1.0 else 0 end) from tbl_loan_pmt where 1=1
-- or
select 100 * avg(case when paid_dt > due_dt then 1.0 else 0 end) from tbl_loan_pmt where paid_dt is not null

-- answer: accounts closed per month
select date_trunc('month', close_dt), count(*) from tbl_acct where close_dt is not null group by 1

-- answer: fees collected this year vs last year
select year(txn_ts), sum(txn_amt) from tbl_txn where year(txn_ts) in (2024, 2025) and txn_type = 'fee' group by 1
-- or
select date_trunc('year', txn_ts), sum(txn_amt) from tbl_txn where year(txn_ts) in (2024, 2025) and txn_type = 'fee' group by 1
-- or
select sum(txn_amt) filter (where txn_ts >= '2025-01-01' and txn_ts < '2025-06-19'), sum(txn_amt) filter (where year(txn_ts) = 2024) from tbl_txn where txn_type = 'fee'
-- or
select sum(txn_amt) filter (where txn_ts >= '2025-01-01' and txn_ts < '2025-06-19'), sum(txn_amt) filter (where txn_ts >= '2024-01-01' and txn_ts < '2024-06-18') from tbl_txn where txn_type = 'fee'
-- or
select year(txn_ts), sum(txn_amt) from tbl_txn where (txn_ts >= '2025-01-01' and txn_ts < '2025-06-19' or (txn_ts >= '2024-01-01' and txn_ts < '2024-06-18')) and txn_type = 'fee' group by 1

-- answer: mobile vs branch transactions over time
select date_trunc('month', txn_ts), channel, count(*) from tbl_txn where channel in ('mobile', 'branch') group by 1, 2
-- or
select date_trunc('quarter', txn_ts), channel, count(*) from tbl_txn where channel in ('mobile', 'branch') group by 1, 2
-- or
select date_trunc('year', txn_ts), channel, count(*) from tbl_txn where channel in ('mobile', 'branch') group by 1, 2
-- or
select date_trunc('month', txn_ts), channel, sum(txn_amt) from tbl_txn where channel in ('mobile', 'branch') group by 1, 2
-- or
select date_trunc('quarter', txn_ts), channel, sum(txn_amt) from tbl_txn where channel in ('mobile', 'branch') group by 1, 2
-- or
select date_trunc('year', txn_ts), channel, sum(txn_amt) from tbl_txn where channel in ('mobile', 'branch') group by 1, 2
-- or
select date_trunc('month', txn_ts), count(*) filter (where channel = 'mobile'), count(*) filter (where channel = 'branch') from tbl_txn group by 1
-- or
select date_trunc('quarter', txn_ts), count(*) filter (where channel = 'mobile'), count(*) filter (where channel = 'branch') from tbl_txn group by 1
-- or
select date_trunc('year', txn_ts), count(*) filter (where channel = 'mobile'), count(*) filter (where channel = 'branch') from tbl_txn group by 1

-- answer: Busiest day of the week for withdrawals
select dayname(txn_ts) from tbl_txn where txn_type = 'withdrawal' group by 1 order by count(*) desc limit 1
-- or
select isodow(txn_ts) from tbl_txn where txn_type = 'withdrawal' group by 1 order by count(*) desc limit 1
-- or
select strftime(txn_ts, '%a') from tbl_txn where txn_type = 'withdrawal' group by 1 order by count(*) desc limit 1

-- answer: how many EUR accounts are there
select count(*) from tbl_acct a where a.ccy = 'EUR' and 1=1
-- or
select count(*) from tbl_acct a where a.ccy = 'EUR' and a.acct_status = 'active'
-- or
select count(*) from tbl_acct a where a.ccy = 'EUR' and a.acct_status <> 'closed'

-- answer: average loan size by customer segment
select c.segment, avg(l.principal_amt) from tbl_loan l join tbl_cust c on c.cust_id = l.cust_id group by 1

-- answer: Which accounts are overdrawn right now?
select d.acct_no from tbl_acct_bal_daily d where d.bal_dt = '2025-06-17' and d.bal_amt < 0

-- answer: oldest branch in the South
select br_name from tbl_branch where region = 'South' order by open_dt limit 1

-- answer: total principal by region for current or late loans
select b.region, sum(l.principal_amt) from tbl_loan l join tbl_branch b on b.br_id = l.br_id where l.loan_status in ('current', 'late') group by 1

-- refuse: What's the average credit score of our borrowers?

-- refuse: online banking logins per month

-- ask: How many customers does each branch have?
