-- answer: How many members do we have?
select count(*) from Mbr where ResignDt is null
-- or
select count(*) from Mbr

-- answer: Members by category
select c.CatDesc, count(*) from Mbr m join MbrCat c on c.CatCd = m.CatCd group by 1
-- or
select c.CatDesc, count(*) from Mbr m join MbrCat c on c.CatCd = m.CatCd where m.ResignDt is null group by 1
-- or
select CatCd, count(*) from Mbr group by 1
-- or
select CatCd, count(*) from Mbr where ResignDt is null group by 1

-- then: leave out those who resigned
select c.CatDesc, count(*) from Mbr m join MbrCat c on c.CatCd = m.CatCd where m.ResignDt is null group by 1
-- or
select CatCd, count(*) from Mbr where ResignDt is null group by 1

-- answer: Average handicap by gender
select Gender, avg(Hcp) from Mbr group by 1
-- or
select Gender, avg(Hcp) from Mbr where ResignDt is null group by 1

-- answer: How many members resigned in 2024?
select count(*) from Mbr where year(ResignDt) = 2024

-- answer: New members this year
select count(*) from Mbr where year(JoinDt) = 2025
-- or
select MbrNo from Mbr where year(JoinDt) = 2025

-- answer: Members per town, top 3
select Town, count(*) from Mbr group by 1 order by 2 desc limit 3
-- or
select Town, count(*) from Mbr where ResignDt is null group by 1 order by 2 desc limit 3

-- answer: Who is our longest standing member?
select FirstNm, LastNm from Mbr where ResignDt is null order by JoinDt limit 1
-- or
select FirstNm || ' ' || LastNm from Mbr where ResignDt is null order by JoinDt limit 1
-- or
select LastNm from Mbr where ResignDt is null order by JoinDt limit 1
-- or
select MbrNo from Mbr where ResignDt is null order by JoinDt limit 1
-- or
select MbrNo from Mbr order by JoinDt limit 1
-- or
select FirstNm, LastNm from Mbr order by JoinDt limit 1

-- answer: Tee bookings per month in 2024
select date_trunc('month', PlayDt), count(*) from TeeBkg where year(PlayDt) = 2024 group by 1
-- or
select date_trunc('month', MadeDt), count(*) from TeeBkg where year(MadeDt) = 2024 group by 1
-- or
select date_trunc('month', PlayDt), count(*) from TeeBkg where year(PlayDt) = 2024 and BkgStat <> 'CANC' group by 1

-- answer: How many tee times were cancelled last year?
select count(*) from TeeBkg where BkgStat = 'CANC' and year(PlayDt) = 2024
-- or
select count(*) from TeeBkg where BkgStat = 'CANC' and year(MadeDt) = 2024

-- answer: No-shows by course
select c.CourseNm, count(*) from TeeBkg b join Course c on c.CourseCd = b.CourseCd where b.BkgStat = 'NOSHOW' group by 1
-- or
select CourseCd, count(*) from TeeBkg where BkgStat = 'NOSHOW' group by 1

-- answer: Green fee income by course
select c.CourseNm, sum(b.GreenFee) from TeeBkg b join Course c on c.CourseCd = b.CourseCd group by 1
-- or
select c.CourseNm, sum(b.GreenFee) from TeeBkg b join Course c on c.CourseCd = b.CourseCd where b.BkgStat = 'PLAYED' group by 1
-- or
select c.CourseNm, sum(b.GreenFee) from TeeBkg b join Course c on c.CourseCd = b.CourseCd where b.BkgStat in ('PLAYED', 'NOSHOW') group by 1
-- or
select CourseCd, sum(GreenFee) from TeeBkg group by 1

-- then: visitors only
select c.CourseNm, sum(b.GreenFee) from TeeBkg b join Course c on c.CourseCd = b.CourseCd where b.PlayerType = 'Visitor' group by 1
-- or
select c.CourseNm, sum(b.GreenFee) from TeeBkg b join Course c on c.CourseCd = b.CourseCd where b.PlayerType = 'Visitor' and b.BkgStat = 'PLAYED' group by 1
-- or
select c.CourseNm, sum(b.GreenFee) from TeeBkg b join Course c on c.CourseCd = b.CourseCd where b.PlayerType = 'Visitor' and b.BkgStat in ('PLAYED', 'NOSHOW') group by 1
-- or
select CourseCd, sum(GreenFee) from TeeBkg where PlayerType = 'Visitor' group by 1

-- answer: Tee bookings by booking source
select BkgSrc, count(*) from TeeBkg group by 1
-- or
select BkgSrc, count(*) from TeeBkg where BkgStat <> 'CANC' group by 1

-- answer: How many rounds were played with a buggy in 2024?
select count(*) from TeeBkg where BuggyYN = 'Y' and BkgStat = 'PLAYED' and year(PlayDt) = 2024

-- answer: How many guests did members bring in 2024?
select sum(NumGuests) from TeeBkg where year(PlayDt) = 2024
-- or
select sum(NumGuests) from TeeBkg where year(PlayDt) = 2024 and BkgStat <> 'CANC'
-- or
select sum(NumGuests) from TeeBkg where year(PlayDt) = 2024 and BkgStat = 'PLAYED'

-- answer: Which course is the longest?
select CourseNm from Course order by LenYds desc limit 1

-- answer: Driving range income by month in 2025
select date_trunc('month', SessDt), sum(SessAmt) from RangeSess where year(SessDt) = 2025 group by 1

-- answer: Which range bay is used the most?
select BayNo from RangeSess group by 1 order by count(*) desc limit 1

-- answer: Number of balls hit per bay level
select BayLvl, sum(Balls) from RangeSess group by 1

-- answer: Lesson income by pro
select p.ProNm, sum(l.LsnFee) from Lesson l join Pro p on p.ProNo = l.ProNo group by 1
-- or
select p.ProNm, sum(l.LsnFee) from Lesson l join Pro p on p.ProNo = l.ProNo where l.LsnStat = 'DONE' group by 1
-- or
select p.ProNm, sum(l.LsnFee) from Pro p left join Lesson l on p.ProNo = l.ProNo group by 1
-- or
select p.ProNm, coalesce(sum(l.LsnFee), 0) from Pro p left join Lesson l on p.ProNo = l.ProNo group by 1

-- answer: How many lessons did Katie Prowse give in 2024?
select count(*) from Lesson l join Pro p on p.ProNo = l.ProNo where p.ProNm = 'Katie Prowse' and year(l.LsnDt) = 2024 and l.LsnStat = 'DONE'
-- or
select count(*) from Lesson l join Pro p on p.ProNo = l.ProNo where p.ProNm = 'Katie Prowse' and year(l.LsnDt) = 2024

-- answer: Lessons by topic
select Topic, count(*) from Lesson group by 1
-- or
select Topic, count(*) from Lesson where LsnStat = 'DONE' group by 1
-- or
select Topic, count(*) from Lesson where LsnStat <> 'CANC' group by 1

-- answer: Which pros have not given any lessons?
select ProNm from Pro where ProNo not in (select ProNo from Lesson)

-- answer: Shop sales by item group
select i.ItemGrp, sum(s.SaleAmt) from ShopSale s join ShopItem i on i.ItemNo = s.ItemNo group by 1
-- or
select i.ItemGrp, sum(s.SaleAmt) from ShopSale s join ShopItem i on i.ItemNo = s.ItemNo where s.RetdYN = 'N' group by 1

-- answer: Top 5 shop items by quantity sold
select i.ItemNm, sum(s.Qty) from ShopSale s join ShopItem i on i.ItemNo = s.ItemNo group by i.ItemNo, 1 order by 2 desc limit 5
-- or
select i.ItemNm, sum(s.Qty) from ShopSale s join ShopItem i on i.ItemNo = s.ItemNo where s.RetdYN = 'N' group by i.ItemNo, 1 order by 2 desc limit 5

-- answer: Which items are out of stock?
select ItemNm from ShopItem where QtyOnHand = 0

-- answer: Stock value at cost by brand
select Brand, sum(QtyOnHand * CostPr) from ShopItem group by 1

-- answer: How many shop sales were returned?
select count(*) from ShopSale where RetdYN = 'Y'

-- answer: Average retail price of clubs
select avg(RetailPr) from ShopItem where ItemGrp = 'Clubs'

-- answer: Competitions by format
select Fmt, count(*) from Comp group by 1

-- answer: Which competition had the most entries?
select c.CompNm from CompEntry e join Comp c on c.CompNo = e.CompNo group by c.CompNo, 1 order by count(*) desc limit 1

-- answer: Lowest gross score in 2024
select min(e.GrossScore) from CompEntry e join Comp c on c.CompNo = e.CompNo where year(c.CompDt) = 2024

-- refuse: Bar and restaurant takings last month

-- refuse: How much did we spend on greenkeeping in 2024?

-- refuse: How many lockers are rented out?

-- refuse: Rounds lost to bad weather by month

-- ask: Total income by month in 2024
