-- answer: How many leads did we get in 2024?
select count(*) from leads where year(received_on) = 2024

-- then: by source
select source, count(*) from leads where year(received_on) = 2024 group by 1

-- then: and in 2023?
select source, count(*) from leads where year(received_on) = 2023 group by 1

-- answer: total contract price of completed installations per state
select state, sum(contract_price) from installations i join customers using (customer_id) where i.status = 'Completed' group by 1

-- answer: How many kilowatts did we install last year?
select sum(system_size_kw) from installations where year(completed_on) = 2024

-- answer: Average quoted price by lead source
select source, avg(quoted_price) from quotes join leads using (lead_id) group by 1

-- ordered: Top 3 sales reps by number of won leads
select rep_name, count(*) from leads join sales_reps using (rep_id) where status = 'Won' group by rep_id, 1 order by 2 desc, 1 limit 3

-- answer: What percentage of leads were lost?
select count(*) filter (status = 'Lost') / count(*) from leads
-- or
select 100 * count(*) filter (status = 'Lost') / count(*) from leads

-- answer: lost leads by lost reason
select lost_reason, count(*) from leads where status = 'Lost' group by 1

-- answer: Number of commercial customers in Arizona
select count(*) from customers where customer_type = 'Commercial' and state = 'AZ'

-- answer: how many instalations were completed each month in 2024?
select date_trunc('month', completed_on)::date, count(*) from installations where year(completed_on) = 2024 group by 1

-- answer: Which customers have an installation with a contract price over 150,000?
select customer_name from customers where customer_id in (select customer_id from installations where contract_price > 150000)
-- or
select customer_id from customers where customer_id in (select customer_id from installations where contract_price > 150000)

-- answer: Unpaid invoices that are overdue
select invoice_id from invoices where paid_on is null and due_on < date '2025-06-18'
-- or
select count(*) from invoices where paid_on is null and due_on < date '2025-06-18'
-- or
select sum(amount) from invoices where paid_on is null and due_on < date '2025-06-18'

-- answer: How much money do customers still owe us?
select sum(amount) from invoices where paid_on is null

-- answer: What did we invoice per quarter this year and last year?
select date_trunc('quarter', invoiced_on)::date, sum(amount) from invoices where year(invoiced_on) in (2024, 2025) group by 1
-- or
select year(invoiced_on), quarter(invoiced_on), sum(amount) from invoices where year(invoiced_on) in (2024, 2025) group by all

-- answer: On average, how many days does it take customers to pay an invoice?
select avg(paid_on - invoiced_on) from invoices

-- answer: Which crew had the most service visits?
select crew_name from service_visits join crews using (crew_id) group by crew_id, 1 order by count(*) desc limit 1

-- answer: service visits not covered by warranty, by problem
select problem, count(*) from service_visits where not is_warranty group by 1

-- answer: Average minutes on site for inverter faults
select avg(minutes_on_site) from service_visits where problem = 'Inverter fault'

-- answer: How many panels have we installed from each manufacturer?
select manufacturer, sum(quantity) from installation_items join equipment using (equipment_id) where category = 'Panel' group by 1
-- or
select manufacturer, sum(quantity) from installation_items join equipment using (equipment_id) join installations using (installation_id) where category = 'Panel' and status = 'Completed' group by 1
-- or
select manufacturer, sum(quantity) from installation_items join equipment using (equipment_id) join installations using (installation_id) where category = 'Panel' and status <> 'Cancelled' group by 1
-- or
select manufacturer, sum(quantity) from installation_items join equipment using (equipment_id) join installations using (installation_id) where category = 'Panel' and completed_on is not null group by 1

-- answer: Equipment that has never been used in an installation
select model_name from equipment e where not exists (from installation_items i where i.equipment_id = e.equipment_id)

-- answer: Which crews have never done an installation?
select crew_name from crews c where not exists (from installations i where i.crew_id = c.crew_id)
-- or
select crew_name from crews c where not exists (from installations i where i.crew_id = c.crew_id and status = 'Completed')

-- answer: installations scheduled but not completed yet
select installation_id from installations where status = 'Scheduled'
-- or
select installation_id from installations where completed_on is null
-- or
select count(*) from installations where status = 'Scheduled'
-- or
select count(*) from installations where completed_on is null

-- ordered: cheapest 5 pieces of equipment by unit cost
select model_name, unit_cost from equipment order by 2 limit 5

-- answer: Which sales reps were hired before 2019?
select rep_name from sales_reps where hired_on < '2019-01-01'

-- answer: Average system size, residential vs commercial
select customer_type, avg(system_size_kw) from installations join customers using (customer_id) group by 1
-- or
select customer_type, avg(system_size_kw) from installations i join customers using (customer_id) where i.status = 'Completed' group by 1
-- or
select customer_type, avg(system_size_kw) from installations i join customers using (customer_id) where i.status <> 'Cancelled' group by 1
-- or
select customer_type, avg(system_size_kw) from quotes join leads using (lead_id) join customers using (customer_id) group by 1

-- answer: Customers without an email address
select customer_name from customers where email is null
-- or
select count(*) from customers where email is null

-- answer: Number of quotes between 20,000 and 40,000 dollars
select count(*) from quotes where quoted_price between 20000 and 40000

-- answer: Compare new customers in the first quarter of 2025 with the first quarter of 2024
select count(*) filter (customer_since >= '2025-01-01' and customer_since < '2025-04-01'), count(*) filter (customer_since >= '2024-01-01' and customer_since < '2024-04-01') from customers
-- or
select date_trunc('quarter', customer_since)::date, count(*) from customers where quarter(customer_since) = 1 and year(customer_since) in (2024, 2025) group by 1
-- or
select date_trunc('year', customer_since)::date, count(*) from customers where quarter(customer_since) = 1 and year(customer_since) in (2024, 2025) group by 1

-- ask: Who is our best sales rep?

-- ask: Average price by city

-- refuse: How much electricity did our systems produce in May?

-- refuse: Average age of our customers

-- refuse: Which roofs face south?

-- refuse: tax credits claimed per customer
