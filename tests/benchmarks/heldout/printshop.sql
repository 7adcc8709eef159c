-- answer: Jobs per month in 2024
select date_trunc('month', OrderDate), count(*) from Jobs where year(OrderDate) = 2024 group by 1
-- or
select date_trunc('month', OrderDate), count(*) from Jobs where year(OrderDate) = 2024 and JobStatus <> 'Cancelled' group by 1

-- answer: Number of jobs by status
select JobStatus, count(*) from Jobs group by 1

-- answer: Net amount of jobs by product type
select ProductType, sum(NetAmount) from Jobs group by 1
-- or
select ProductType, sum(NetAmount) from Jobs where JobStatus <> 'Cancelled' group by 1

-- then: for 2025
select ProductType, sum(NetAmount) from Jobs where year(OrderDate) = 2025 group by 1
-- or
select ProductType, sum(NetAmount) from Jobs where year(OrderDate) = 2025 and JobStatus <> 'Cancelled' group by 1

-- answer: Top 10 customers by invoiced net amount
select c.CompanyName, sum(i.NetAmount) from Invoices i join Jobs j on j.Id = i.JobId join Customers c on c.Id = j.CustomerId group by c.Id, c.CompanyName order by 2 desc limit 10

-- answer: How many rush jobs did we take in 2024?
select count(*) from Jobs where IsRush and year(OrderDate) = 2024
-- or
select count(*) from Jobs where IsRush and year(OrderDate) = 2024 and JobStatus <> 'Cancelled'

-- answer: Share of rush jobs per year
select year(OrderDate), avg(case when IsRush then 1.0 else 0 end) from Jobs group by 1
-- or
select year(OrderDate), avg(case when IsRush then 1.0 else 0 end) from Jobs where JobStatus <> 'Cancelled' group by 1
-- or
select year(OrderDate), 100 * avg(case when IsRush then 1.0 else 0 end) from Jobs group by 1
-- or
select year(OrderDate), 100 * avg(case when IsRush then 1.0 else 0 end) from Jobs where JobStatus <> 'Cancelled' group by 1
-- or
select date_trunc('year', OrderDate), avg(case when IsRush then 1.0 else 0 end) from Jobs group by 1
-- or
select date_trunc('year', OrderDate), avg(case when IsRush then 1.0 else 0 end) from Jobs where JobStatus <> 'Cancelled' group by 1
-- or
select date_trunc('year', OrderDate), 100 * avg(case when IsRush then 1.0 else 0 end) from Jobs group by 1
-- or
select date_trunc('year', OrderDate), 100 * avg(case when IsRush then 1.0 else 0 end) from Jobs where JobStatus <> 'Cancelled' group by 1

-- answer: Average job value by industry
select c.Industry, avg(j.NetAmount) from Jobs j join Customers c on c.Id = j.CustomerId group by 1
-- or
select c.Industry, avg(j.NetAmount) from Jobs j join Customers c on c.Id = j.CustomerId where j.JobStatus <> 'Cancelled' group by 1

-- answer: Sales per sales person in 2025
select e.FullName, sum(j.NetAmount) from Jobs j join Employees e on e.Id = j.SalesPersonId where year(j.OrderDate) = 2025 group by 1
-- or
select e.FullName, sum(j.NetAmount) from Jobs j join Employees e on e.Id = j.SalesPersonId where year(j.OrderDate) = 2025 and j.JobStatus <> 'Cancelled' group by 1
-- or
select e.FullName, sum(i.NetAmount) from Invoices i join Jobs j on j.Id = i.JobId join Employees e on e.Id = j.SalesPersonId where year(i.InvoiceDate) = 2025 group by 1

-- answer: How many jobs were delivered after their due date?
select count(*) from Jobs where DeliveredDate > DueDate

-- then: by product type
select ProductType, count(*) from Jobs where DeliveredDate > DueDate group by 1

-- answer: How long does it take from order to delivery on average?
select avg(date_diff('day', OrderDate, DeliveredDate)) from Jobs

-- answer: How many flyers did we print in 2024?
select sum(Quantity) from Jobs where ProductType = 'Flyers' and year(OrderDate) = 2024
-- or
select sum(Quantity) from Jobs where ProductType = 'Flyers' and year(OrderDate) = 2024 and JobStatus <> 'Cancelled'
-- or
select sum(Quantity) from Jobs where ProductType = 'Flyers' and year(DeliveredDate) = 2024
-- or
select sum(Quantity) from Jobs where ProductType = 'Flyers' and year(DeliveredDate) = 2024 and JobStatus <> 'Cancelled'

-- answer: What was the largest job this year?
select JobNumber from Jobs where year(OrderDate) = 2025 order by NetAmount desc limit 1
-- or
select JobNumber from Jobs where year(OrderDate) = 2025 and JobStatus <> 'Cancelled' order by NetAmount desc limit 1
-- or
select max(NetAmount) from Jobs where year(OrderDate) = 2025
-- or
select max(NetAmount) from Jobs where year(OrderDate) = 2025 and JobStatus <> 'Cancelled'
-- or
select JobNumber from Jobs where year(OrderDate) = 2025 order by Quantity desc limit 1

-- answer: Sheets printed per machine
select m.Name, sum(r.SheetsPrinted) from ProductionRuns r join Machines m on m.Id = r.MachineId group by 1

-- answer: How many sheets were wasted in 2024?
select sum(SheetsWasted) from ProductionRuns where year(StartedAt) = 2024

-- answer: How many sheets does each machine type waste?
select m.MachineType, sum(r.SheetsWasted) from ProductionRuns r join Machines m on m.Id = r.MachineId group by 1

-- answer: Which operator did the most production runs in 2025?
select e.FullName, count(*) from ProductionRuns r join Employees e on e.Id = r.OperatorId where year(r.StartedAt) = 2025 group by 1 order by 2 desc limit 1

-- answer: Which papers are below their reorder level?
select Name from PaperStocks where SheetsOnHand < ReorderLevel

-- answer: Top 3 papers by number of jobs
select p.Name, count(*) from Jobs j join PaperStocks p on p.Id = j.PaperStockId group by 1 order by 2 desc limit 3
-- or
select p.Name, count(*) from Jobs j join PaperStocks p on p.Id = j.PaperStockId where j.JobStatus <> 'Cancelled' group by 1 order by 2 desc limit 3

-- answer: What is our paper stock worth?
select sum(PricePerSheet * SheetsOnHand) from PaperStocks

-- answer: Invoiced net amount per quarter
select date_trunc('quarter', InvoiceDate), sum(NetAmount) from Invoices group by 1

-- answer: How many invoices are not paid yet?
select count(*) from Invoices where PaidDate is null

-- answer: How much does each customer still owe us?
select c.CompanyName, sum(i.NetAmount) from Invoices i join Jobs j on j.Id = i.JobId join Customers c on c.Id = j.CustomerId where i.PaidDate is null group by c.Id, c.CompanyName
-- or
select c.CompanyName, sum(i.NetAmount + i.VatAmount) from Invoices i join Jobs j on j.Id = i.JobId join Customers c on c.Id = j.CustomerId where i.PaidDate is null group by c.Id, c.CompanyName

-- answer: How many days do customers take to pay on average?
select avg(date_diff('day', InvoiceDate, PaidDate)) from Invoices
-- or
select avg(d) from (select avg(date_diff('day', i.InvoiceDate, i.PaidDate)) d from Invoices i join Jobs j on j.Id = i.JobId group by j.CustomerId)

-- answer: Complaints by reason
select Reason, count(*) from Complaints group by 1

-- answer: How many complaints about late delivery did we get last year?
select count(*) from Complaints where Reason = 'Late delivery' and year(ReportedOn) = 2024

-- answer: Customers by city
select City, count(*) from Customers group by 1
-- or
select City, count(*) from Customers where IsActive group by 1

-- answer: Which customers have never ordered a job?
select CompanyName from Customers where Id not in (select CustomerId from Jobs)

-- answer: How many active customers have a credit limit above 2500?
select count(*) from Customers where IsActive and CreditLimit > 2500

-- answer: Employees per department
select Department, count(*) from Employees group by 1
-- or
select Department, count(*) from Employees where TerminationDate is null group by 1

-- answer: Job sales in May 2025 compared to May 2024
select sum(NetAmount) filter (where OrderDate >= '2025-05-01' and OrderDate < '2025-06-01'), sum(NetAmount) filter (where OrderDate >= '2024-05-01' and OrderDate < '2024-06-01') from Jobs
-- or
select sum(NetAmount) filter (where OrderDate >= '2025-05-01' and OrderDate < '2025-06-01'), sum(NetAmount) filter (where OrderDate >= '2024-05-01' and OrderDate < '2024-06-01') from Jobs where JobStatus <> 'Cancelled'
-- or
select year(OrderDate), sum(NetAmount) from Jobs where year(OrderDate) in (2024, 2025) and month(OrderDate) = 5 group by 1
-- or
select year(OrderDate), sum(NetAmount) from Jobs where year(OrderDate) in (2024, 2025) and month(OrderDate) = 5 and JobStatus <> 'Cancelled' group by 1
-- or
select date_trunc('month', OrderDate), sum(NetAmount) from Jobs where year(OrderDate) in (2024, 2025) and month(OrderDate) = 5 group by 1
-- or
select date_trunc('month', OrderDate), sum(NetAmount) from Jobs where year(OrderDate) in (2024, 2025) and month(OrderDate) = 5 and JobStatus <> 'Cancelled' group by 1
-- or
select date_trunc('year', OrderDate), sum(NetAmount) from Jobs where year(OrderDate) in (2024, 2025) and month(OrderDate) = 5 group by 1
-- or
select date_trunc('year', OrderDate), sum(NetAmount) from Jobs where year(OrderDate) in (2024, 2025) and month(OrderDate) = 5 and JobStatus <> 'Cancelled' group by 1

-- refuse: Ink cost per job

-- refuse: How many quotes did we lose last quarter?

-- refuse: Overtime hours by employee

-- refuse: What does the electricity for each machine cost us?

-- ask: Net amount per month in 2024
