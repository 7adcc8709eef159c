-- answer: How many rentals did we have in 2024?
select count(*) from Rental r where year(r.BookingDate) = 2024 and r.Status <> 'Cancelled'
-- or
select count(*) from Rental r where year(r.BookingDate) = 2024
-- or
select count(*) from Rental r where year(r.PickupDate) = 2024 and r.Status <> 'Cancelled'
-- or
select count(*) from Rental r where year(r.PickupDate) = 2024

-- answer: Rental revenue by month in 2024
select date_trunc('month', r.BookingDate), sum(r.TotalAmount) from Rental r where year(r.BookingDate) = 2024 and r.Status <> 'Cancelled' group by 1
-- or
select date_trunc('month', r.BookingDate), sum(r.TotalAmount) from Rental r where year(r.BookingDate) = 2024 group by 1
-- or
select date_trunc('month', r.PickupDate), sum(r.TotalAmount) from Rental r where year(r.PickupDate) = 2024 and r.Status <> 'Cancelled' group by 1
-- or
select date_trunc('month', r.PickupDate), sum(r.TotalAmount) from Rental r where year(r.PickupDate) = 2024 group by 1

-- answer: Top 5 customers by revenue
select c.CustomerName, sum(r.TotalAmount) from Rental r join Customer c on c.CustomerId = r.CustomerId where r.Status <> 'Cancelled' group by 1 order by 2 desc limit 5
-- or
select c.CustomerName, sum(r.TotalAmount) from Rental r join Customer c on c.CustomerId = r.CustomerId group by 1 order by 2 desc limit 5
-- or
select c.CustomerName, sum(p.Amount) from Payment p join Rental r on r.RentalId = p.RentalId join Customer c on c.CustomerId = r.CustomerId group by 1 order by 2 desc limit 5

-- answer: Revenue by equipment category
select c.CategoryName, sum(l.LineTotal) from RentalLine l join Rental r on r.RentalId = l.RentalId join Equipment e on e.EquipmentId = l.EquipmentId join Category c on c.CategoryId = e.CategoryId where r.Status <> 'Cancelled' group by 1
-- or
select c.CategoryName, sum(l.LineTotal) from RentalLine l join Rental r on r.RentalId = l.RentalId join Equipment e on e.EquipmentId = l.EquipmentId join Category c on c.CategoryId = e.CategoryId group by 1

-- then: in 2025
select c.CategoryName, sum(l.LineTotal) from RentalLine l join Rental r on r.RentalId = l.RentalId join Equipment e on e.EquipmentId = l.EquipmentId join Category c on c.CategoryId = e.CategoryId where year(r.BookingDate) = 2025 and r.Status <> 'Cancelled' group by 1
-- or
select c.CategoryName, sum(l.LineTotal) from RentalLine l join Rental r on r.RentalId = l.RentalId join Equipment e on e.EquipmentId = l.EquipmentId join Category c on c.CategoryId = e.CategoryId where year(r.BookingDate) = 2025 group by 1
-- or
select c.CategoryName, sum(l.LineTotal) from RentalLine l join Rental r on r.RentalId = l.RentalId join Equipment e on e.EquipmentId = l.EquipmentId join Category c on c.CategoryId = e.CategoryId where year(r.PickupDate) = 2025 and r.Status <> 'Cancelled' group by 1
-- or
select c.CategoryName, sum(l.LineTotal) from RentalLine l join Rental r on r.RentalId = l.RentalId join Equipment e on e.EquipmentId = l.EquipmentId join Category c on c.CategoryId = e.CategoryId where year(r.PickupDate) = 2025 group by 1

-- answer: Which 3 cameras are rented most often?
select e.EquipmentName, count(*) from RentalLine l join Rental r on r.RentalId = l.RentalId join Equipment e on e.EquipmentId = l.EquipmentId join Category c on c.CategoryId = e.CategoryId where c.CategoryName = 'Camera' and r.Status <> 'Cancelled' group by 1 order by 2 desc limit 3
-- or
select e.EquipmentName, count(*) from RentalLine l join Rental r on r.RentalId = l.RentalId join Equipment e on e.EquipmentId = l.EquipmentId join Category c on c.CategoryId = e.CategoryId where c.CategoryName = 'Camera' group by 1 order by 2 desc limit 3
-- or
select e.EquipmentName, sum(l.Quantity) from RentalLine l join Rental r on r.RentalId = l.RentalId join Equipment e on e.EquipmentId = l.EquipmentId join Category c on c.CategoryId = e.CategoryId where c.CategoryName = 'Camera' and r.Status <> 'Cancelled' group by 1 order by 2 desc limit 3
-- or
select e.EquipmentName, sum(l.Quantity) from RentalLine l join Rental r on r.RentalId = l.RentalId join Equipment e on e.EquipmentId = l.EquipmentId join Category c on c.CategoryId = e.CategoryId where c.CategoryName = 'Camera' group by 1 order by 2 desc limit 3

-- answer: What is the day rate of the Sony Venice 2?
select DayRate from Equipment where EquipmentName = 'Sony Venice 2'

-- answer: Lenses with a day rate over 200
select e.EquipmentName from Equipment e join Category c on c.CategoryId = e.CategoryId where c.CategoryName = 'Lens' and e.DayRate > 200
-- or
select e.EquipmentId from Equipment e join Category c on c.CategoryId = e.CategoryId where c.CategoryName = 'Lens' and e.DayRate > 200

-- answer: average day rate by category
select c.CategoryName, avg(e.DayRate) from Equipment e join Category c on c.CategoryId = e.CategoryId where e.IsActive group by 1
-- or
select c.CategoryName, avg(e.DayRate) from Equipment e join Category c on c.CategoryId = e.CategoryId group by 1
-- or
select c.CategoryName, avg(l.DayRate) from RentalLine l join Rental r on r.RentalId = l.RentalId join Equipment e on e.EquipmentId = l.EquipmentId join Category c on c.CategoryId = e.CategoryId group by 1

-- answer: How many assets are in repair?
select count(*) from Asset where Status = 'In Repair'

-- answer: Number of assets per category
select c.CategoryName, count(*) from Asset a join Equipment e on e.EquipmentId = a.EquipmentId join Category c on c.CategoryId = e.CategoryId where a.Status <> 'Retired' group by 1
-- or
select c.CategoryName, count(*) from Asset a join Equipment e on e.EquipmentId = a.EquipmentId join Category c on c.CategoryId = e.CategoryId group by 1

-- answer: How many rentals came back late?
select count(*) from Rental where ReturnDate > DueDate

-- answer: Which customers have gear out right now?
select distinct c.CustomerName from Rental r join Customer c on c.CustomerId = r.CustomerId where r.Status = 'Out'
-- or
select distinct c.CustomerId from Rental r join Customer c on c.CustomerId = r.CustomerId where r.Status = 'Out'
-- or
select distinct c.CustomerName from Rental r join Customer c on c.CustomerId = r.CustomerId where r.ReturnDate is null and r.PickupDate <= '2025-06-18' and r.Status <> 'Cancelled'
-- or
select distinct c.CustomerId from Rental r join Customer c on c.CustomerId = r.CustomerId where r.ReturnDate is null and r.PickupDate <= '2025-06-18' and r.Status <> 'Cancelled'

-- answer: Rentals that are overdue
select r.RentalId from Rental r where r.Status = 'Out' and r.DueDate < '2025-06-18'

-- answer: Average days between pickup and return
select avg(ReturnDate - PickupDate) from Rental where ReturnDate is not null

-- answer: Which freelancers have no insurance?
select CustomerName from Customer where CustomerType = 'Freelancer' and not HasInsurance
-- or
select CustomerId from Customer where CustomerType = 'Freelancer' and not HasInsurance

-- answer: How many rentals did each staff member book in 2024?
select s.FirstName, s.LastName, count(*) from Rental r join Staff s on s.StaffId = r.StaffId where year(r.BookingDate) = 2024 and r.Status <> 'Cancelled' group by all
-- or
select s.FirstName, s.LastName, count(*) from Rental r join Staff s on s.StaffId = r.StaffId where year(r.BookingDate) = 2024 group by all
-- or
select s.FirstName || ' ' || s.LastName, count(*) from Rental r join Staff s on s.StaffId = r.StaffId where year(r.BookingDate) = 2024 and r.Status <> 'Cancelled' group by all
-- or
select s.FirstName || ' ' || s.LastName, count(*) from Rental r join Staff s on s.StaffId = r.StaffId where year(r.BookingDate) = 2024 group by all
-- or
select s.StaffId, count(*) from Rental r join Staff s on s.StaffId = r.StaffId where year(r.BookingDate) = 2024 and r.Status <> 'Cancelled' group by all
-- or
select s.StaffId, count(*) from Rental r join Staff s on s.StaffId = r.StaffId where year(r.BookingDate) = 2024 group by all

-- answer: Cancelled rentals by customer type
select c.CustomerType, count(*) from Rental r join Customer c on c.CustomerId = r.CustomerId where r.Status = 'Cancelled' group by 1

-- answer: What share of rentals gets cancelled?
select avg(case when Status = 'Cancelled' then 1.0 else 0 end) from Rental
-- or
select 100 * avg(case when Status = 'Cancelled' then 1.0 else 0 end) from Rental

-- answer: Payments by method
select Method, sum(Amount) from Payment group by 1
-- or
select Method, count(*) from Payment group by 1

-- answer: Total payments received in May 2025
select sum(Amount) from Payment where PaymentDate between '2025-05-01' and '2025-05-31'

-- answer: How many rentals have no payment?
select count(*) from Rental r where r.RentalId not in (select RentalId from Payment) and r.Status <> 'Cancelled'
-- or
select count(*) from Rental r where r.RentalId not in (select RentalId from Payment)

-- answer: Repair cost by category in 2024
select c.CategoryName, sum(p.Cost) from Repair p join Asset a on a.AssetId = p.AssetId join Equipment e on e.EquipmentId = a.EquipmentId join Category c on c.CategoryId = e.CategoryId where year(p.ReportedDate) = 2024 group by 1
-- or
select c.CategoryName, sum(p.Cost) from Repair p join Asset a on a.AssetId = p.AssetId join Equipment e on e.EquipmentId = a.EquipmentId join Category c on c.CategoryId = e.CategoryId where year(p.CompletedDate) = 2024 group by 1

-- ordered: Repairs by fault, most common first
select Fault, count(*) from Repair group by 1 order by 2 desc

-- answer: How many repairs are still open?
select count(*) from Repair where CompletedDate is null

-- answer: average repair time in days
select avg(CompletedDate - ReportedDate) from Repair where CompletedDate is not null

-- answer: Number of repairs caused by customer damage
select count(*) from Repair where CustomerDamage

-- answer: Equipment that was never rented
select EquipmentName from Equipment e where e.EquipmentId not in (select EquipmentId from RentalLine)
-- or
select EquipmentId from Equipment e where e.EquipmentId not in (select EquipmentId from RentalLine)

-- answer: How many customers have never rented anything?
select count(*) from Customer c where c.CustomerId not in (select r.CustomerId from Rental r where r.Status <> 'Cancelled')

-- answer: How much did we spend on new gear per year?
select year(PurchaseDate), sum(PurchasePrice) from Asset group by 1
-- or
select date_trunc('year', PurchaseDate), sum(PurchasePrice) from Asset group by 1

-- answer: Rentals by handover method
select HandoverMethod, count(*) from Rental r where r.Status <> 'Cancelled' group by 1
-- or
select HandoverMethod, count(*) from Rental r group by 1

-- answer: Customers in London
select CustomerName from Customer where City = 'London'
-- or
select CustomerId from Customer where City = 'London'
-- or
select count(*) from Customer where City = 'London'

-- refuse: Which gear did we sub-rent from other rental houses?

-- refuse: How many hours did each technician spend on prep?

-- refuse: customer rating by category

-- refuse: What do we pay for insuring our cameras?

-- ask: How much did we make in March 2025?
