-- answer: How many work orders are open?
select count(*) from WorkOrders where Status = 'open'
-- or
select count(*) from WorkOrders where Status not in ('completed', 'cancelled')

-- answer: work orders by priority
select Priority, count(*) from WorkOrders group by 1

-- then: only the completed ones
select Priority, count(*) from WorkOrders where Status = 'completed' group by 1

-- answer: Invoiced amount per quarter in 2024
select date_trunc('quarter', InvoiceDate)::date, sum(Amount) from Invoices where year(InvoiceDate) = 2024 group by 1
-- or
select quarter(InvoiceDate), sum(Amount) from Invoices where year(InvoiceDate) = 2024 group by 1

-- ordered: average star rating by technician, best first
select TechnicianName, avg(Stars) from Ratings join WorkOrders using (WorkOrderID) join Technicians using (TechnicianID) group by 1 order by 2 desc
-- or
select TechnicianName, avg(Stars) from Technicians left join WorkOrders using (TechnicianID) left join Ratings using (WorkOrderID) group by 1 order by 2 desc nulls last

-- answer: Which technicians have never been assigned a work order?
select TechnicianName from Technicians t where not exists (from WorkOrders w where w.TechnicianID = t.TechnicianID)

-- ordered: Top 5 customers by invoiced amount
select CustomerName, sum(Amount) from Invoices join WorkOrders using (WorkOrderID) join Sites using (SiteID) join Customers using (CustomerID) group by CustomerID, 1 order by 2 desc limit 5

-- answer: How many days does it take on average from request to completion, by service category?
select ServiceCategory, avg(CompletedOn - RequestedOn) from WorkOrders join ServiceTypes using (ServiceTypeID) group by 1

-- answer: parts whose stock is below the reorder level
select PartName from Parts where StockQuantity < ReorderLevel

-- answer: How many customers have more than one site?
select count(*) from (select CustomerID from Sites group by 1 having count(*) > 1)

-- answer: which part do we use the most?
select PartName from WorkOrderParts join Parts using (PartID) group by 1 order by sum(Quantity) desc limit 1

-- answer: Parts sales (quantity times unit price) by part category
select PartCategory, sum(Quantity * UnitPrice) from WorkOrderParts join Parts using (PartID) group by 1
-- or
select PartCategory, sum(Quantity * UnitPrice) from Parts left join WorkOrderParts using (PartID) group by 1

-- answer: number of emergency work orders at sites in Leeds
select count(*) from WorkOrders join Sites using (SiteID) where Priority = 'emergency' and City = 'Leeds'

-- answer: Unpaid invoices: how many are there and what do they add up to?
select count(*), sum(Amount) from Invoices where PaidOn is null

-- answer: average labor hours per work order for each technician
select TechnicianName, avg(LaborHours) from WorkOrders join Technicians using (TechnicianID) group by 1
-- or
select TechnicianName, avg(LaborHours) from Technicians left join WorkOrders using (TechnicianID) group by 1
-- or
select TechnicianName, sum(LaborHours) / count(*) from WorkOrders join Technicians using (TechnicianID) group by 1

-- answer: How many ratings with fewer than 3 stars did we get in the last 90 days?
select count(*) from Ratings where Stars < 3 and RatedOn >= date '2025-06-18' - 90
-- or
select count(*) from Ratings where Stars < 3 and RatedOn > date '2025-06-18' - 90

-- answer: What percentage of all work orders was cancelled?
select count(*) filter (Status = 'cancelled') / count(*) from WorkOrders
-- or
select 100.0 * count(*) filter (Status = 'cancelled') / count(*) from WorkOrders

-- answer: new customers per year since 2020
select date_trunc('year', CustomerSince)::date, count(*) from Customers where CustomerSince >= date '2020-01-01' group by 1
-- or
select year(CustomerSince), count(*) from Customers where CustomerSince >= date '2020-01-01' group by 1

-- answer: Total monthly fee by plan for service contracts that have no end date
select PlanName, sum(MonthlyFee) from ServiceContracts where EndDate is null group by 1

-- answer: How many invoices are between 500 and 1000?
select count(*) from Invoices where Amount between 500 and 1000

-- answer: jobs completed per technician in May 2025
select TechnicianName, count(*) from WorkOrders join Technicians using (TechnicianID) where CompletedOn >= date '2025-05-01' and CompletedOn < date '2025-06-01' group by 1
-- or
select TechnicianName, count(WorkOrderID) from Technicians t left join WorkOrders w on w.TechnicianID = t.TechnicianID and CompletedOn >= date '2025-05-01' and CompletedOn < date '2025-06-01' group by 1

-- then: and in April?
select TechnicianName, count(*) from WorkOrders join Technicians using (TechnicianID) where CompletedOn >= date '2025-04-01' and CompletedOn < date '2025-05-01' group by 1
-- or
select TechnicianName, count(WorkOrderID) from Technicians t left join WorkOrders w on w.TechnicianID = t.TechnicianID and CompletedOn >= date '2025-04-01' and CompletedOn < date '2025-05-01' group by 1

-- answer: How many completed work orders have no invoice yet?
select count(*) from WorkOrders w where Status = 'completed' and not exists (from Invoices i where i.WorkOrderID = w.WorkOrderID)

-- answer: Number of work orders requested in 2024 compared to 2023
select count(*) from WorkOrders where year(RequestedOn) in (2023, 2024) group by year(RequestedOn)
-- or
select count(*) filter (year(RequestedOn) = 2024), count(*) filter (year(RequestedOn) = 2023) from WorkOrders

-- answer: Who is our most expensive technician by hourly rate?
select TechnicianName from Technicians order by HourlyRate desc limit 1

-- refuse: How many kilometres did our vans drive last month?

-- refuse: sick days per technician this year

-- refuse: Which supplier delivers our parts the fastest?

-- refuse: How many quotes did we send out in 2024?

-- refuse: marketing spend per new customer
