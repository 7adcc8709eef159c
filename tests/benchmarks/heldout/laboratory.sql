-- answer: how many orders did we get last month?
select count(*) from lab_order where ordered_at >= '2025-05-01' and ordered_at < '2025-06-01'

-- then: and how many in May last year?
select count(*) from lab_order where ordered_at >= '2024-05-01' and ordered_at < '2024-06-01'

-- answer: Orders by priority this year
select priority, count(*) from lab_order where year(ordered_at) = 2025 group by 1

-- answer: number of results per panel
select panel, count(*) from result join test using (test_code) group by 1

-- answer: What is the most requested test?
select test_name from result join test using (test_code) group by 1 order by count(*) desc limit 1

-- ordered: top 5 ordering physicians by number of orders
select full_name, count(*) from lab_order join physician on physician_id = ordering_physician_id group by physician_id, 1 order by 2 desc limit 5

-- answer: orders by specialty of the ordering physician
select specialty, count(*) from lab_order join physician on physician_id = ordering_physician_id group by 1

-- then: only urgent ones
select specialty, count(*) from lab_order join physician on physician_id = ordering_physician_id where priority = 'urgent' group by 1

-- answer: how many samples were rejected in 2024?
select count(*) from sample where rejected and year(received_at) = 2024

-- answer: rejection rate by specimen
select specimen_name, avg(rejected::int) from sample join specimen_type using (specimen_code) group by 1
-- or
select specimen_name, 100 * avg(rejected::int) from sample join specimen_type using (specimen_code) group by 1

-- answer: rejected samples by reason
select reject_reason, count(*) from sample where rejected group by 1

-- answer: number of results by flag in 2025
select flag, count(*) from result where year(resulted_at) = 2025 group by 1
-- or
select flag, count(*) from result join lab_order using (order_id) where year(ordered_at) = 2025 group by 1

-- answer: how many stat orders were cancelled?
select count(*) from lab_order where priority = 'stat' and status = 'cancelled'

-- answer: average glucose value by sex
select sex, avg(result_value) from result join test using (test_code) join lab_order using (order_id) join patient using (patient_id) where test_code = 'GLU' group by 1

-- answer: how many patients were born before 1960?
select count(*) from patient where birth_date < '1960-01-01'

-- answer: patients per postcode
select postcode, count(*) from patient group by 1

-- answer: how many patients have more than 5 orders?
select count(*) from (select patient_id from lab_order group by 1 having count(*) > 5)

-- answer: How many patients have no orders at all?
select count(*) from patient where patient_id not in (select patient_id from lab_order)

-- answer: average number of results per order
select count(*) / count(distinct order_id) from result
-- or
select (select count(*) from result) / (select count(*) from lab_order)

-- answer: total invoiced by clinic in 2024
select clinic_name, sum(amount) from invoice join clinic using (clinic_code) where year(issued_on) = 2024 group by 1

-- answer: unpaid invoices per clinic
select clinic_name, count(*) from invoice join clinic using (clinic_code) where paid_on is null group by 1
-- or
select clinic_name, sum(amount) from invoice join clinic using (clinic_code) where paid_on is null group by 1
-- or
select clinic_name, count(invoice_no) from clinic left join invoice on clinic.clinic_code = invoice.clinic_code and paid_on is null group by 1

-- answer: How many invoices are overdue?
select count(*) from invoice where paid_on is null and due_on < '2025-06-18'

-- answer: average days to payment by contract type
select contract_type, avg(datediff('day', issued_on, paid_on)) from invoice join clinic using (clinic_code) group by 1

-- answer: clinics without any physician
select clinic_name from clinic where clinic_code not in (select clinic_code from physician)
-- or
select count(*) from clinic where clinic_code not in (select clinic_code from physician)

-- answer: which clinic sends us the most orders?
select clinic_name from lab_order join physician on physician_id = ordering_physician_id join clinic using (clinic_code) group by 1 order by count(*) desc limit 1

-- answer: how many completed orders have no reviewing physician?
select count(*) from lab_order where status = 'completed' and reviewing_physician_id is null

-- answer: share of repeat results by analyzer
select analyzer_name, avg(is_repeat::int) from result join analyzer using (analyzer_id) group by 1
-- or
select analyzer_name, 100 * avg(is_repeat::int) from result join analyzer using (analyzer_id) group by 1
-- or
select analyzer_name, avg(is_repeat::int) from result left join analyzer using (analyzer_id) group by 1
-- or
select analyzer_name, count(*) filter (where is_repeat) / (select count(*) from result where is_repeat) from result left join analyzer using (analyzer_id) group by 1 having count(*) filter (where is_repeat) > 0

-- answer: failed QC runs by analyzer
select analyzer_name, count(*) from qc_run join analyzer using (analyzer_id) where not passed group by 1

-- answer: QC pass rate by vendor this year
select vendor, avg(passed::int) from qc_run join analyzer using (analyzer_id) where year(run_on) = 2025 group by 1
-- or
select vendor, 100 * avg(passed::int) from qc_run join analyzer using (analyzer_id) where year(run_on) = 2025 group by 1

-- answer: which analyzers have produced no results
select analyzer_name from analyzer where analyzer_id not in (select analyzer_id from result where analyzer_id is not null)

-- answer: tests that were never performed
select test_name from test where test_code not in (select test_code from result)

-- answer: on which weekday do we get the most orders?
select isodow(ordered_at) from lab_order group by 1 order by count(*) desc limit 1
-- or
select dayname(ordered_at) from lab_order group by 1 order by count(*) desc limit 1

-- answer: monthly number of orders in 2024
select date_trunc('month', ordered_at), count(*) from lab_order where year(ordered_at) = 2024 group by 1

-- answer: Which tests cost more than 8?
select test_name from test where price > 8

-- answer: what percentage of orders comes from framework clinics?
select avg((contract_type = 'framework')::int) from lab_order join physician on physician_id = ordering_physician_id join clinic using (clinic_code)
-- or
select 100 * avg((contract_type = 'framework')::int) from lab_order join physician on physician_id = ordering_physician_id join clinic using (clinic_code)

-- answer: results on Roche analyzers in 2024 by test
select test_name, count(*) from result join test using (test_code) join analyzer using (analyzer_id) where vendor = 'Roche' and year(resulted_at) = 2024 group by 1
-- or
select test_name, count(*) from result join test using (test_code) join analyzer using (analyzer_id) join lab_order using (order_id) where vendor = 'Roche' and year(ordered_at) = 2024 group by 1

-- answer: number of female patients registered in 2024
select count(*) from patient where sex = 'F' and year(registered_on) = 2024

-- answer: total price of all tests done in March 2025
select sum(price) from result join test using (test_code) where resulted_at >= '2025-03-01' and resulted_at < '2025-04-01'
-- or
select sum(price) from result join test using (test_code) join lab_order using (order_id) where ordered_at >= '2025-03-01' and ordered_at < '2025-04-01'

-- refuse: average waiting time at reception
-- refuse: how many Covid tests did we do?
-- refuse: staff on duty per shift
-- refuse: reagent consumption by analyzer
-- refuse: which health insurance do our patients have?
-- refuse: distribution of blood types
-- refuse: maintenance cost of the analyzers
-- refuse: average body weight of patients by sex
-- refuse: orders from the Vienna clinic
-- refuse: predict the number of orders for next quarter
