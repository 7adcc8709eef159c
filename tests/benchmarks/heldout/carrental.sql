-- answer: how many vehicles do we have?
select count(*) from VEH

-- answer: How many vehicles per class?
select CLS_NM, count(*) from VEH join VEH_CLS using (CLS_CD) group by 1

-- answer: Revenue by pickup branch in 2024
select BR_NM, sum(TTL_AMT) from RNTL join BRANCH on BR_ID = PU_BR_ID where year(PU_DT) = 2024 group by 1
-- or
select BR_NM, sum(TTL_AMT) from RNTL join BRANCH on BR_ID = PU_BR_ID where year(RES_DT) = 2024 group by 1

-- answer: total rental amount last month
select sum(TTL_AMT) from RNTL where PU_DT >= '2025-05-01' and PU_DT < '2025-06-01'
-- or
select sum(TTL_AMT) from RNTL where RES_DT >= '2025-05-01' and RES_DT < '2025-06-01'

-- then: and the month before?
select sum(TTL_AMT) from RNTL where PU_DT >= '2025-04-01' and PU_DT < '2025-05-01'
-- or
select sum(TTL_AMT) from RNTL where RES_DT >= '2025-04-01' and RES_DT < '2025-05-01'

-- answer: average number of rental days by vehicle class
select CLS_NM, avg(DAYS) from RNTL join VEH using (VEH_ID) join VEH_CLS using (CLS_CD) group by 1

-- ordered: top 5 customers by total amount
select FST_NM, LST_NM, sum(TTL_AMT) from RNTL join CUST using (CUST_ID) group by CUST_ID, 1, 2 order by 3 desc limit 5
-- or
select FST_NM || ' ' || LST_NM, sum(TTL_AMT) from RNTL join CUST using (CUST_ID) group by CUST_ID, 1 order by 2 desc limit 5
-- or
select CUST_ID, sum(TTL_AMT) from RNTL group by CUST_ID order by 2 desc limit 5

-- answer: how many rentals were cancelled in 2024?
select count(*) from RNTL where STAT_CD = 'X' and year(PU_DT) = 2024
-- or
select count(*) from RNTL where STAT_CD = 'X' and year(RES_DT) = 2024

-- answer: What is the no-show rate by channel?
select CHNL_CD, avg((STAT_CD = 'N')::int) from RNTL group by 1
-- or
select CHNL_CD, 100 * avg((STAT_CD = 'N')::int) from RNTL group by 1

-- answer: cancelled rentals by channel
select CHNL_CD, count(*) from RNTL where STAT_CD = 'X' group by 1

-- answer: rentals per month this year
select date_trunc('month', PU_DT), count(*) from RNTL where year(PU_DT) = 2025 group by 1
-- or
select date_trunc('month', PU_DT), count(*) from RNTL where year(PU_DT) = 2025 and PU_DT <= '2025-06-18' group by 1
-- or
select date_trunc('month', RES_DT), count(*) from RNTL where year(RES_DT) = 2025 group by 1

-- answer: which branch has the most pickups?
select BR_NM from RNTL join BRANCH on BR_ID = PU_BR_ID group by 1 order by count(*) desc limit 1

-- answer: how many rentals were returned to a different branch than they were picked up from?
select count(*) from RNTL where PU_BR_ID <> RTN_BR_ID
-- or
select count(*) from RNTL where PU_BR_ID <> RTN_BR_ID and RTN_DT is not null

-- answer: average repair cost by severity
select SEV_CD, avg(RPR_CST) from DMG group by 1

-- answer: how many damages were not charged to the customer?
select count(*) from DMG where not CHG_CUST_FLG

-- answer: vehicles that were never rented
select PLATE_NO from VEH where VEH_ID not in (select VEH_ID from RNTL)
-- or
select VEH_ID from VEH where VEH_ID not in (select VEH_ID from RNTL)
-- or
select count(*) from VEH where VEH_ID not in (select VEH_ID from RNTL)

-- answer: How many customers have never rented a car?
select count(*) from CUST where CUST_ID not in (select CUST_ID from RNTL)

-- answer: What percentage of rentals is booked through the app?
select avg((CHNL_CD = 'APP')::int) from RNTL
-- or
select 100 * avg((CHNL_CD = 'APP')::int) from RNTL

-- answer: share of revenue by vehicle class
select CLS_NM, sum(TTL_AMT) / (select sum(TTL_AMT) from RNTL) from RNTL join VEH using (VEH_ID) join VEH_CLS using (CLS_CD) group by 1
-- or
select CLS_NM, 100 * sum(TTL_AMT) / (select sum(TTL_AMT) from RNTL) from RNTL join VEH using (VEH_ID) join VEH_CLS using (CLS_CD) group by 1

-- answer: maintenance cost by make
select MAKE, sum(CST) from MAINT join VEH using (VEH_ID) group by 1

-- answer: how many volvos are in the fleet
select count(*) from VEH where MAKE = 'Volvo'

-- answer: revenue per rental day by pickup branch
select BR_NM, sum(TTL_AMT) / sum(DAYS) from RNTL join BRANCH on BR_ID = PU_BR_ID group by 1

-- answer: gold customers by country
select CTRY_CD, count(*) from CUST where LYLTY_TIER_CD = 'GOLD' group by 1

-- answer: how much revenue came from corporate customers in 2024?
select sum(TTL_AMT) from RNTL join CUST using (CUST_ID) where CORP_ACCT_ID is not null and year(PU_DT) = 2024
-- or
select sum(TTL_AMT) from RNTL join CUST using (CUST_ID) where CORP_ACCT_ID is not null and year(RES_DT) = 2024

-- answer: number of customers per corporate account
select ACCT_NM, count(*) from CUST join CORP_ACCT on ACCT_ID = CORP_ACCT_ID group by 1
-- or
select ACCT_NM, count(CUST_ID) from CORP_ACCT left join CUST on ACCT_ID = CORP_ACCT_ID group by 1
-- or
select ACCT_NM, count(*) from CUST left join CORP_ACCT on ACCT_ID = CORP_ACCT_ID group by 1

-- answer: Which extra is booked most often?
select XTRA_NM from RNTL_XTRA join XTRA using (XTRA_CD) group by 1 order by count(*) desc limit 1

-- answer: how much did we earn with child seats in 2024?
select sum(AMT) from RNTL_XTRA join RNTL using (RNTL_ID) where XTRA_CD = 'CHS' and year(PU_DT) = 2024
-- or
select sum(AMT) from RNTL_XTRA join RNTL using (RNTL_ID) where XTRA_CD = 'CHS' and year(RES_DT) = 2024

-- answer: how many rentals lasted longer than 7 days
select count(*) from RNTL where DAYS > 7

-- answer: Compare revenue in Q1 2025 with Q1 2024
select sum(TTL_AMT) filter (where PU_DT >= '2025-01-01' and PU_DT < '2025-04-01'), sum(TTL_AMT) filter (where PU_DT >= '2024-01-01' and PU_DT < '2024-04-01') from RNTL
-- or
select sum(TTL_AMT) filter (where RES_DT >= '2025-01-01' and RES_DT < '2025-04-01'), sum(TTL_AMT) filter (where RES_DT >= '2024-01-01' and RES_DT < '2024-04-01') from RNTL
-- or
select year(PU_DT), sum(TTL_AMT) from RNTL where quarter(PU_DT) = 1 and year(PU_DT) >= 2024 group by 1
-- or
select date_trunc('quarter', PU_DT), sum(TTL_AMT) from RNTL where quarter(PU_DT) = 1 and year(PU_DT) >= 2024 group by 1
-- or
select date_trunc('quarter', RES_DT), sum(TTL_AMT) from RNTL where quarter(RES_DT) = 1 and year(RES_DT) >= 2024 group by 1

-- answer: revenue by branch type
select BR_TYP_CD, sum(TTL_AMT) from RNTL join BRANCH on BR_ID = PU_BR_ID group by 1
-- or
select BR_TYP_CD, sum(TTL_AMT) from RNTL join BRANCH on BR_ID = RTN_BR_ID group by 1

-- answer: vehicles with more than 6 services
select PLATE_NO from VEH join MAINT using (VEH_ID) group by VEH_ID, 1 having count(*) > 6
-- or
select VEH_ID from MAINT group by 1 having count(*) > 6
-- or
select PLATE_NO, count(*) from VEH join MAINT using (VEH_ID) group by VEH_ID, 1 having count(*) > 6

-- answer: rentals in 2024 by channel
select CHNL_CD, count(*) from RNTL where year(PU_DT) = 2024 group by 1
-- or
select CHNL_CD, count(*) from RNTL where year(RES_DT) = 2024 group by 1

-- then: only SUVs
select CHNL_CD, count(*) from RNTL join VEH using (VEH_ID) where year(PU_DT) = 2024 and CLS_CD = 'SUV' group by 1
-- or
select CHNL_CD, count(*) from RNTL join VEH using (VEH_ID) where year(RES_DT) = 2024 and CLS_CD = 'SUV' group by 1

-- answer: how many customers signed up in the last 90 days?
select count(*) from CUST where SGNUP_DT > date '2025-06-18' - 90 and SGNUP_DT <= '2025-06-18'
-- or
select count(*) from CUST where SGNUP_DT >= date '2025-06-18' - 90 and SGNUP_DT <= '2025-06-18'
-- or
select count(*) from CUST where SGNUP_DT >= date '2025-06-18' - 90 and SGNUP_DT < '2025-06-18'

-- answer: average mileage of our vehicles by make
select MAKE, avg(ODO_KM) from VEH group by 1

-- answer: the most expensive damage repair in 2025
select max(RPR_CST) from DMG where year(RPT_DT) = 2025
-- or
select DMG_ID, RPR_CST from DMG where year(RPT_DT) = 2025 order by RPR_CST desc nulls last limit 1

-- answer: active vehicles by home branch
select BR_NM, count(*) from VEH join BRANCH on BR_ID = HOME_BR_ID where ACT_FLG group by 1

-- refuse: average customer rating by branch
-- refuse: how many speeding fines did customers get last year?
-- refuse: fuel consumption per vehicle
-- refuse: number of employees per branch
-- refuse: insurance premium of our fleet
-- refuse: forecast the revenue of 2026
-- refuse: how many motorcycles do we rent out?
-- refuse: which competitors are cheaper than us in Lisbon?
-- refuse: revenue in Rome last year
-- ask: which branch performs best?

-- answer: How many cars are out with customers right now?
select count(*) from RNTL where STAT_CD = 'O'
-- or
select count(*) from RNTL where STAT_CD = 'O' and PU_DT <= '2025-06-18'
-- or
select count(distinct VEH_ID) from RNTL where STAT_CD = 'O'

-- then: how many of them are SUVs?
select count(*) from RNTL r join VEH v using (VEH_ID) where r.STAT_CD = 'O' and v.CLS_CD = 'SUV'
-- or
select count(*) from RNTL r join VEH v using (VEH_ID) where r.STAT_CD = 'O' and r.PU_DT <= '2025-06-18' and v.CLS_CD = 'SUV'
-- or
select count(distinct r.VEH_ID) from RNTL r join VEH v using (VEH_ID) where r.STAT_CD = 'O' and v.CLS_CD = 'SUV'

-- answer: what did Lisbon Airport take last month?
select sum(r.TTL_AMT) from RNTL r join BRANCH b on b.BR_ID = r.PU_BR_ID where b.BR_NM = 'Lisbon Airport' and r.PU_DT >= '2025-05-01' and r.PU_DT < '2025-06-01'
-- or
select sum(r.TTL_AMT) from RNTL r join BRANCH b on b.BR_ID = r.PU_BR_ID where b.BR_NM = 'Lisbon Airport' and r.RES_DT >= '2025-05-01' and r.RES_DT < '2025-06-01'
-- or
select sum(r.TTL_AMT) from RNTL r join BRANCH b on b.BR_ID = r.PU_BR_ID where b.BR_NM = 'Lisbon Airport' and r.RTN_DT >= '2025-05-01' and r.RTN_DT < '2025-06-01'

-- answer: how many hybrids are in the fleet
select count(*) from VEH where FUEL_CD = 'H'

-- answer: Which car have we had the longest?
select PLATE_NO from VEH order by PURCH_DT limit 1
-- or
select VEH_ID from VEH order by PURCH_DT limit 1

-- answer: Who rents with us through Brisa Telecom?
select c.FST_NM, c.LST_NM from CUST c join CORP_ACCT a on a.ACCT_ID = c.CORP_ACCT_ID where a.ACCT_NM = 'Brisa Telecom'
-- or
select c.FST_NM || ' ' || c.LST_NM from CUST c join CORP_ACCT a on a.ACCT_ID = c.CORP_ACCT_ID where a.ACCT_NM = 'Brisa Telecom'

-- answer: how much came in from extras in May?
select sum(x.AMT) from RNTL_XTRA x join RNTL r using (RNTL_ID) where r.PU_DT >= '2025-05-01' and r.PU_DT < '2025-06-01'
-- or
select sum(x.AMT) from RNTL_XTRA x join RNTL r using (RNTL_ID) where r.RES_DT >= '2025-05-01' and r.RES_DT < '2025-06-01'
-- or
select sum(x.AMT) from RNTL_XTRA x join RNTL r using (RNTL_ID) where r.RTN_DT >= '2025-05-01' and r.RTN_DT < '2025-06-01'

-- then: split by extra
select e.XTRA_NM, sum(x.AMT) from RNTL_XTRA x join RNTL r using (RNTL_ID) join XTRA e using (XTRA_CD) where r.PU_DT >= '2025-05-01' and r.PU_DT < '2025-06-01' group by 1
-- or
select e.XTRA_NM, sum(x.AMT) from RNTL_XTRA x join RNTL r using (RNTL_ID) join XTRA e using (XTRA_CD) where r.RES_DT >= '2025-05-01' and r.RES_DT < '2025-06-01' group by 1
-- or
select e.XTRA_NM, sum(x.AMT) from RNTL_XTRA x join RNTL r using (RNTL_ID) join XTRA e using (XTRA_CD) where r.RTN_DT >= '2025-05-01' and r.RTN_DT < '2025-06-01' group by 1
-- or
select e.XTRA_NM, coalesce(sum(x.AMT) filter (r.PU_DT >= '2025-05-01' and r.PU_DT < '2025-06-01'), 0) from XTRA e left join RNTL_XTRA x using (XTRA_CD) left join RNTL r using (RNTL_ID) group by 1
-- or
select e.XTRA_NM, coalesce(sum(x.AMT) filter (r.RES_DT >= '2025-05-01' and r.RES_DT < '2025-06-01'), 0) from XTRA e left join RNTL_XTRA x using (XTRA_CD) left join RNTL r using (RNTL_ID) group by 1
-- or
select e.XTRA_NM, coalesce(sum(x.AMT) filter (r.RTN_DT >= '2025-05-01' and r.RTN_DT < '2025-06-01'), 0) from XTRA e left join RNTL_XTRA x using (XTRA_CD) left join RNTL r using (RNTL_ID) group by 1

-- answer: What did new tyres cost us in 2024?
select sum(CST) from MAINT where SVC_TYP = 'Tyres' and year(SVC_DT) = 2024

-- then: and brakes?
select sum(CST) from MAINT where SVC_TYP = 'Brakes' and year(SVC_DT) = 2024

-- answer: How many damages cost more than 2000 to put right?
select count(*) from DMG where RPR_CST > 2000

-- answer: our branches in Spain
select BR_NM from BRANCH where CTRY_CD = 'ES'

-- answer: Which corporate accounts get 10 percent off or more?
select ACCT_NM from CORP_ACCT where DISC_PCT >= 10

-- answer: desk bookings month by month in 2024
select date_trunc('month', RES_DT), count(*) from RNTL where CHNL_CD = 'DESK' and year(RES_DT) = 2024 group by 1
-- or
select date_trunc('month', RES_DT), count(*) from RNTL where CHNL_CD = 'DESK' and year(RES_DT) = 2024 and STAT_CD not in ('X', 'N') group by 1
-- or
select date_trunc('month', PU_DT), count(*) from RNTL where CHNL_CD = 'DESK' and year(PU_DT) = 2024 group by 1
-- or
select date_trunc('month', PU_DT), count(*) from RNTL where CHNL_CD = 'DESK' and year(PU_DT) = 2024 and STAT_CD not in ('X', 'N') group by 1

-- answer: For how many days does a German customer rent on average?
select avg(r.DAYS) from RNTL r join CUST c using (CUST_ID) where c.CTRY_CD = 'DE'
-- or
select avg(r.DAYS) from RNTL r join CUST c using (CUST_ID) where c.CTRY_CD = 'DE' and r.STAT_CD not in ('X', 'N')
-- or
select avg(r.DAYS) from RNTL r join CUST c using (CUST_ID) where c.CTRY_CD = 'DE' and r.STAT_CD = 'C'

-- answer: who is our youngest customer?
select FST_NM, LST_NM from CUST order by BRTH_DT desc nulls last limit 1
-- or
select FST_NM || ' ' || LST_NM from CUST order by BRTH_DT desc nulls last limit 1

-- ordered: number of cars per make, biggest first
select MAKE, count(*) from VEH group by 1 order by 2 desc
-- or
select MAKE, count(*) from VEH where ACT_FLG group by 1 order by 2 desc

-- then: without Volkswagen
select MAKE, count(*) from VEH where MAKE <> 'Volkswagen' group by 1
-- or
select MAKE, count(*) from VEH where MAKE <> 'Volkswagen' and ACT_FLG group by 1

-- answer: pickups by day of the week this year
select dayname(PU_DT), count(*) from RNTL where year(PU_DT) = 2025 group by 1
-- or
select dayname(PU_DT), count(*) from RNTL where year(PU_DT) = 2025 and STAT_CD not in ('X', 'N') group by 1
-- or
select dayname(PU_DT), count(*) from RNTL where year(PU_DT) = 2025 and PU_DT <= '2025-06-18' group by 1
-- or
select dayname(PU_DT), count(*) from RNTL where year(PU_DT) = 2025 and PU_DT <= '2025-06-18' and STAT_CD not in ('X', 'N') group by 1
-- or
select dayname(PU_DT), count(*) from RNTL where year(PU_DT) = 2025 and PU_DT < '2025-06-18' group by 1
-- or
select dayname(PU_DT), count(*) from RNTL where year(PU_DT) = 2025 and PU_DT < '2025-06-18' and STAT_CD not in ('X', 'N') group by 1

-- answer: How much did we pay for the cars we bought in 2024?
select sum(PURCH_AMT) from VEH where year(PURCH_DT) = 2024

-- then: and in 2023?
select sum(PURCH_AMT) from VEH where year(PURCH_DT) = 2023

-- answer: Which class of car goes out most?
select k.CLS_NM from RNTL r join VEH v using (VEH_ID) join VEH_CLS k using (CLS_CD) group by 1 order by count(*) desc limit 1

-- answer: customers who are not in the loyalty programme, how many?
select count(*) from CUST where LYLTY_TIER_CD is null

-- refuse: How many customers are still waiting for their deposit to be paid back?

-- refuse: What are the opening hours in Nice?

-- ask: top 3 cars
