-- answer: How many active customers do we have in each sector?
select Sector, count(*) from Customer where IsActive group by 1

-- answer: Net amount invoiced per month in 2024
select date_trunc('month', InvoiceDate), sum(NetAmount) from Invoice where year(InvoiceDate) = 2024 group by 1
-- or
select date_trunc('month', InvoiceDate), sum(NetAmount) from Invoice where year(InvoiceDate) = 2024 and InvoiceStatus <> 'Cancelled' group by 1

-- then: only hotels
select date_trunc('month', i.InvoiceDate), sum(i.NetAmount) from Invoice i join Customer c using (CustomerID) where c.Sector = 'Hotel' and year(i.InvoiceDate) = 2024 group by 1
-- or
select date_trunc('month', i.InvoiceDate), sum(i.NetAmount) from Invoice i join Customer c using (CustomerID) where c.Sector = 'Hotel' and year(i.InvoiceDate) = 2024 and i.InvoiceStatus <> 'Cancelled' group by 1

-- answer: How many invoices are overdue?
select count(*) from Invoice where InvoiceStatus = 'Overdue'
-- or
select count(*) from Invoice where PaidDate is null and DueDate < '2025-06-18'

-- answer: What is the total of overdue invoices in each region?
select c.Region, sum(i.TotalAmount) from Invoice i join Customer c using (CustomerID) where i.InvoiceStatus = 'Overdue' group by 1
-- or
select c.Region, sum(i.NetAmount) from Invoice i join Customer c using (CustomerID) where i.InvoiceStatus = 'Overdue' group by 1

-- answer: Top 10 customers by net invoiced amount
select c.CustomerName, sum(i.NetAmount) from Invoice i join Customer c using (CustomerID) group by c.CustomerID, c.CustomerName order by 2 desc limit 10
-- or
select c.CustomerName, sum(i.NetAmount) from Invoice i join Customer c using (CustomerID) where i.InvoiceStatus <> 'Cancelled' group by c.CustomerID, c.CustomerName order by 2 desc limit 10

-- answer: How many days does it take customers to pay an invoice on average?
select avg(date_diff('day', InvoiceDate, PaidDate)) from Invoice

-- answer: Invoiced net amount in Q1 2025 vs Q1 2024
select sum(NetAmount) filter (where year(InvoiceDate) = 2025), sum(NetAmount) filter (where year(InvoiceDate) = 2024) from Invoice where quarter(InvoiceDate) = 1
-- or
select sum(NetAmount) filter (where year(InvoiceDate) = 2025), sum(NetAmount) filter (where year(InvoiceDate) = 2024) from Invoice where quarter(InvoiceDate) = 1 and InvoiceStatus <> 'Cancelled'
-- or
select year(InvoiceDate), sum(NetAmount) from Invoice where quarter(InvoiceDate) = 1 and year(InvoiceDate) in (2024, 2025) group by 1
-- or
select year(InvoiceDate), sum(NetAmount) from Invoice where quarter(InvoiceDate) = 1 and year(InvoiceDate) in (2024, 2025) and InvoiceStatus <> 'Cancelled' group by 1
-- or
select date_trunc('year', InvoiceDate), sum(NetAmount) from Invoice where quarter(InvoiceDate) = 1 and year(InvoiceDate) in (2024, 2025) group by 1
-- or
select date_trunc('year', InvoiceDate), sum(NetAmount) from Invoice where quarter(InvoiceDate) = 1 and year(InvoiceDate) in (2024, 2025) and InvoiceStatus <> 'Cancelled' group by 1

-- answer: Quantity delivered by article group
select a.ArticleGroup, sum(l.QuantityDelivered) from DeliveryLine l join Article a using (ArticleID) group by 1

-- then: in 2025
select a.ArticleGroup, sum(l.QuantityDelivered) from DeliveryLine l join Article a using (ArticleID) join Delivery d using (DeliveryID) where year(d.DeliveryDate) = 2025 group by 1

-- answer: Top 5 articles by quantity delivered
select a.ArticleName, sum(l.QuantityDelivered) from DeliveryLine l join Article a using (ArticleID) group by 1 order by 2 desc limit 5

-- answer: How many bath towels did we deliver in 2024?
select sum(l.QuantityDelivered) from DeliveryLine l join Article a using (ArticleID) join Delivery d using (DeliveryID) where a.ArticleName = 'Bath towel' and year(d.DeliveryDate) = 2024

-- answer: Delivered value by sector
select c.Sector, sum(l.LineAmount) from DeliveryLine l join Delivery d using (DeliveryID) join Customer c using (CustomerID) group by 1

-- answer: Deliveries per driver in 2025
select e.FirstName, e.LastName, count(*) from Delivery d join Employee e on e.EmployeeID = d.DriverID where year(d.DeliveryDate) = 2025 group by e.EmployeeID, e.FirstName, e.LastName
-- or
select e.FirstName, e.LastName, count(*) from Delivery d join Employee e on e.EmployeeID = d.DriverID where year(d.DeliveryDate) = 2025 and d.DeliveryStatus <> 'Cancelled' group by e.EmployeeID, e.FirstName, e.LastName
-- or
select e.FirstName, e.LastName, count(*) from Delivery d join Employee e on e.EmployeeID = d.DriverID where year(d.DeliveryDate) = 2025 and d.DeliveryStatus in ('Delivered', 'Late') group by e.EmployeeID, e.FirstName, e.LastName
-- or
select e.FirstName, e.LastName, count(*) from Delivery d left join Employee e on e.EmployeeID = d.DriverID where year(d.DeliveryDate) = 2025 group by e.EmployeeID, e.FirstName, e.LastName
-- or
select e.FirstName, e.LastName, count(*) from Delivery d left join Employee e on e.EmployeeID = d.DriverID where year(d.DeliveryDate) = 2025 and d.DeliveryStatus <> 'Cancelled' group by e.EmployeeID, e.FirstName, e.LastName
-- or
select e.FirstName || ' ' || e.LastName, count(*) from Delivery d join Employee e on e.EmployeeID = d.DriverID where year(d.DeliveryDate) = 2025 group by e.EmployeeID, e.FirstName, e.LastName
-- or
select e.FirstName || ' ' || e.LastName, count(*) from Delivery d join Employee e on e.EmployeeID = d.DriverID where year(d.DeliveryDate) = 2025 and d.DeliveryStatus <> 'Cancelled' group by e.EmployeeID, e.FirstName, e.LastName
-- or
select e.FirstName || ' ' || e.LastName, count(*) from Delivery d join Employee e on e.EmployeeID = d.DriverID where year(d.DeliveryDate) = 2025 and d.DeliveryStatus in ('Delivered', 'Late') group by e.EmployeeID, e.FirstName, e.LastName
-- or
select e.FirstName || ' ' || e.LastName, count(*) from Delivery d left join Employee e on e.EmployeeID = d.DriverID where year(d.DeliveryDate) = 2025 group by e.EmployeeID, e.FirstName, e.LastName
-- or
select e.FirstName || ' ' || e.LastName, count(*) from Delivery d left join Employee e on e.EmployeeID = d.DriverID where year(d.DeliveryDate) = 2025 and d.DeliveryStatus <> 'Cancelled' group by e.EmployeeID, e.FirstName, e.LastName

-- answer: How many deliveries were late in 2024?
select count(*) from Delivery where DeliveryStatus = 'Late' and year(DeliveryDate) = 2024

-- answer: Share of express deliveries per year
select year(DeliveryDate), avg(case when IsExpress then 1.0 else 0 end) from Delivery group by 1
-- or
select year(DeliveryDate), avg(case when IsExpress then 1.0 else 0 end) from Delivery where DeliveryStatus <> 'Cancelled' group by 1
-- or
select year(DeliveryDate), avg(case when IsExpress then 1.0 else 0 end) from Delivery where DeliveryStatus in ('Delivered', 'Late') group by 1
-- or
select year(DeliveryDate), 100 * avg(case when IsExpress then 1.0 else 0 end) from Delivery group by 1
-- or
select year(DeliveryDate), 100 * avg(case when IsExpress then 1.0 else 0 end) from Delivery where DeliveryStatus <> 'Cancelled' group by 1
-- or
select year(DeliveryDate), 100 * avg(case when IsExpress then 1.0 else 0 end) from Delivery where DeliveryStatus in ('Delivered', 'Late') group by 1
-- or
select date_trunc('year', DeliveryDate), avg(case when IsExpress then 1.0 else 0 end) from Delivery group by 1
-- or
select date_trunc('year', DeliveryDate), avg(case when IsExpress then 1.0 else 0 end) from Delivery where DeliveryStatus <> 'Cancelled' group by 1
-- or
select date_trunc('year', DeliveryDate), avg(case when IsExpress then 1.0 else 0 end) from Delivery where DeliveryStatus in ('Delivered', 'Late') group by 1
-- or
select date_trunc('year', DeliveryDate), 100 * avg(case when IsExpress then 1.0 else 0 end) from Delivery group by 1
-- or
select date_trunc('year', DeliveryDate), 100 * avg(case when IsExpress then 1.0 else 0 end) from Delivery where DeliveryStatus <> 'Cancelled' group by 1
-- or
select date_trunc('year', DeliveryDate), 100 * avg(case when IsExpress then 1.0 else 0 end) from Delivery where DeliveryStatus in ('Delivered', 'Late') group by 1

-- answer: How many deliveries are still planned?
select count(*) from Delivery where DeliveryStatus = 'Planned'

-- answer: How many kilos did each plant wash?
select p.PlantName, sum(b.WeightKg) from WashBatch b join Plant p using (PlantID) group by 1

-- answer: How much water does a batch use on average for each article group?
select ArticleGroup, avg(WaterLitres) from WashBatch group by 1

-- answer: Energy used per quarter in 2024
select date_trunc('quarter', StartTime), sum(EnergyKwh) from WashBatch where year(StartTime) = 2024 group by all
-- or
select quarter(StartTime), sum(EnergyKwh) from WashBatch where year(StartTime) = 2024 group by all
-- or
select year(StartTime), quarter(StartTime), sum(EnergyKwh) from WashBatch where year(StartTime) = 2024 group by all

-- answer: What percentage of batches has to be rewashed at each plant?
select p.PlantName, avg(case when b.IsRewash then 1.0 else 0 end) from WashBatch b join Plant p using (PlantID) group by 1
-- or
select p.PlantName, 100 * avg(case when b.IsRewash then 1.0 else 0 end) from WashBatch b join Plant p using (PlantID) group by 1

-- answer: Top 3 machines by weight washed
select MachineCode, sum(WeightKg) from WashBatch group by 1 order by 2 desc limit 3

-- answer: Pieces lost or damaged by reason
select LossReason, sum(Quantity) from LinenLoss group by 1

-- answer: How much did we charge for linen losses each year?
select year(ReportedDate), sum(ChargedAmount) from LinenLoss group by 1
-- or
select date_trunc('year', ReportedDate), sum(ChargedAmount) from LinenLoss group by 1

-- answer: What is the total weekly fee of our active contracts?
select sum(WeeklyFee) from Contract where ContractStatus = 'Active'

-- answer: Which contracts end in 2025?
select ContractNumber from Contract where year(EndDate) = 2025
-- or
select ContractNumber from Contract where year(EndDate) = 2025 and ContractStatus = 'Active'

-- answer: Which customers have no contract?
select CustomerName from Customer where CustomerID not in (select CustomerID from Contract)

-- answer: How many drivers do we employ?
select count(*) from Employee where JobTitle = 'Driver'
-- or
select count(*) from Employee where JobTitle = 'Driver' and TerminationDate is null

-- answer: Average salary by job title
select JobTitle, avg(AnnualSalary) from Employee group by 1
-- or
select JobTitle, avg(AnnualSalary) from Employee where TerminationDate is null group by 1

-- answer: Which articles cost more than 20 to replace?
select ArticleName from Article where ReplacementCost > 20

-- refuse: Detergent cost per plant

-- refuse: How many complaints did customers make in May?

-- refuse: Fuel used per route

-- refuse: Sick days per employee this year

-- ask: Top 5 routes
