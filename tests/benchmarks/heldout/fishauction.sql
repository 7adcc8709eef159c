-- answer: How many landings were there in 2024?
select count(*) from Landing where year(LandingDate) = 2024

-- answer: Sales by month in 2024
select date_trunc('month', SaleDate), sum(SaleAmount) from AuctionSale where year(SaleDate) = 2024 group by 1

-- answer: Top 5 species by sales value
select s.CommonName, sum(a.SaleAmount) from AuctionSale a join Lot l on l.LotID = a.LotID join Species s on s.SpeciesID = l.SpeciesID group by 1 order by 2 desc limit 5

-- answer: Kilos sold by species group in 2024
select s.SpeciesGroup, sum(l.WeightKg) from AuctionSale a join Lot l on l.LotID = a.LotID join Species s on s.SpeciesID = l.SpeciesID where year(a.SaleDate) = 2024 group by 1

-- then: now for 2025
select s.SpeciesGroup, sum(l.WeightKg) from AuctionSale a join Lot l on l.LotID = a.LotID join Species s on s.SpeciesID = l.SpeciesID where year(a.SaleDate) = 2025 group by 1

-- answer: Average price per kilo by species
select s.CommonName, avg(a.PricePerKg) from AuctionSale a join Lot l on l.LotID = a.LotID join Species s on s.SpeciesID = l.SpeciesID group by 1
-- or
select s.CommonName, sum(a.SaleAmount) / sum(l.WeightKg) from AuctionSale a join Lot l on l.LotID = a.LotID join Species s on s.SpeciesID = l.SpeciesID group by 1

-- answer: What was the highest price per kilo we got for lobster?
select max(a.PricePerKg) from AuctionSale a join Lot l on l.LotID = a.LotID join Species s on s.SpeciesID = l.SpeciesID where s.CommonName = 'Lobster'

-- answer: Top 5 buyers in 2024 by purchases
select b.CompanyName, sum(a.SaleAmount) from AuctionSale a join Buyer b on b.BuyerID = a.BuyerID where year(a.SaleDate) = 2024 group by 1 order by 2 desc limit 5
-- or
select b.CompanyName, count(*) from AuctionSale a join Buyer b on b.BuyerID = a.BuyerID where year(a.SaleDate) = 2024 group by 1 order by 2 desc limit 5

-- answer: Sales by buyer type
select b.BuyerType, sum(a.SaleAmount) from AuctionSale a join Buyer b on b.BuyerID = a.BuyerID group by 1

-- then: online sales only
select b.BuyerType, sum(a.SaleAmount) from AuctionSale a join Buyer b on b.BuyerID = a.BuyerID where a.SaleMethod = 'Online' group by 1

-- answer: Which boat landed the most cod in 2024?
select v.VesselName from Lot l join Landing d on d.LandingID = l.LandingID join Vessel v on v.VesselID = d.VesselID join Species s on s.SpeciesID = l.SpeciesID where s.CommonName = 'Cod' and year(d.LandingDate) = 2024 group by v.VesselName order by sum(l.WeightKg) desc limit 1

-- answer: Weight landed by home port in 2024
select v.HomePort, sum(l.WeightKg) from Lot l join Landing d on d.LandingID = l.LandingID join Vessel v on v.VesselID = d.VesselID where year(d.LandingDate) = 2024 group by 1

-- answer: How many lots went unsold?
select count(*) from Lot where LotStatus = 'Unsold'
-- or
select count(*) from Lot where LotStatus in ('Unsold', 'Withdrawn')

-- answer: Percentage of lots withdrawn
select avg(case when LotStatus = 'Withdrawn' then 1.0 else 0 end) from Lot
-- or
select 100 * avg(case when LotStatus = 'Withdrawn' then 1.0 else 0 end) from Lot

-- answer: Lots by grade
select Grade, count(*) from Lot group by 1

-- answer: How many lots had no reserve price?
select count(*) from Lot where ReservePriceKg is null

-- answer: Number of vessels by gear type
select GearType, count(*) from Vessel group by 1
-- or
select GearType, count(*) from Vessel where IsActive group by 1

-- answer: Boats longer than 25 metres
select VesselName from Vessel where LengthM > 25
-- or
select VesselName from Vessel where LengthM > 25 and IsActive

-- answer: Who is the skipper of the Ocean Harvest?
select SkipperName from Vessel where VesselName = 'Ocean Harvest'

-- answer: Which vessels are no longer active?
select VesselName from Vessel where not IsActive

-- answer: Average days at sea by gear type
select v.GearType, avg(d.DaysAtSea) from Landing d join Vessel v on v.VesselID = d.VesselID group by 1

-- ordered: Landings by fishing ground, highest first
select FishingGround, count(*) from Landing group by 1 order by 2 desc
-- or
select FishingGround, count(*) from Landing where FishingGround is not null group by 1 order by 2 desc

-- answer: How much commission did we earn in 2024?
select sum(Commission) from AuctionSale where year(SaleDate) = 2024

-- answer: commission by quarter since the start of 2024
select date_trunc('quarter', SaleDate), sum(Commission) from AuctionSale where SaleDate >= '2024-01-01' group by 1

-- answer: Number of sales by sale method
select SaleMethod, count(*) from AuctionSale group by 1

-- answer: How many invoices are overdue?
select count(*) from BuyerInvoice where PaidDate is null and DueDate < date '2025-06-18'

-- answer: Outstanding balance per buyer
select b.CompanyName, sum(i.TotalAmount) from BuyerInvoice i join Buyer b on b.BuyerID = i.BuyerID where i.PaidDate is null group by 1
-- or
select b.CompanyName, coalesce(sum(i.TotalAmount), 0) from Buyer b left join BuyerInvoice i on b.BuyerID = i.BuyerID and i.PaidDate is null group by 1

-- answer: How many invoices were paid late in 2024?
select count(*) from BuyerInvoice where PaidDate > DueDate and year(InvoiceDate) = 2024
-- or
select count(*) from BuyerInvoice where PaidDate > DueDate and year(PaidDate) = 2024
-- or
select count(*) from BuyerInvoice where PaidDate > DueDate and year(DueDate) = 2024

-- answer: Buyers by country
select Country, count(*) from Buyer group by 1
-- or
select Country, count(*) from Buyer where AccountStatus = 'Active' group by 1

-- answer: Suspended buyers
select CompanyName from Buyer where AccountStatus = 'Suspended'
-- or
select count(*) from Buyer where AccountStatus = 'Suspended'

-- answer: Which buyers have never bought anything?
select CompanyName from Buyer where BuyerID not in (select BuyerID from AuctionSale)

-- answer: Total credit limit by buyer type
select BuyerType, sum(CreditLimit) from Buyer group by 1
-- or
select BuyerType, sum(CreditLimit) from Buyer where AccountStatus = 'Active' group by 1

-- answer: Failed quality checks by inspector
select Inspector, count(*) from QualityCheck where Result = 'Fail' group by 1

-- answer: How many boxes of haddock were landed in May 2025?
select sum(l.Boxes) from Lot l join Landing d on d.LandingID = l.LandingID join Species s on s.SpeciesID = l.SpeciesID where s.CommonName = 'Haddock' and d.LandingDate >= '2025-05-01' and d.LandingDate < '2025-06-01'

-- refuse: How much cod quota do we have left this year?

-- refuse: Fuel costs per vessel in 2024

-- refuse: Average crew size by boat

-- refuse: How many deliveries to buyers arrived late last month?

-- ask: Which was our best boat in 2024?
