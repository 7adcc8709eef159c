-- answer: total donations in fiscal year 2024
select sum(amount) from donation where given_on >= '2023-07-01' and given_on < '2024-07-01'
-- or
select count(*) from donation where given_on >= '2023-07-01' and given_on < '2024-07-01'

-- then: by purpose
select purpose, sum(amount) from donation where given_on >= '2023-07-01' and given_on < '2024-07-01' group by 1
-- or
select purpose, count(*) from donation where given_on >= '2023-07-01' and given_on < '2024-07-01' group by 1

-- answer: donation amount this fiscal year
select sum(amount) from donation where given_on >= '2024-07-01' and given_on < '2025-07-01'

-- answer: amount donated by donor type
select donor_type, sum(amount) from donation join donor using (donor_id) group by 1

-- then: excluding anonymous donations
select donor_type, sum(amount) from donation join donor using (donor_id) where not anonymous group by 1

-- then: in Ghent
select donor_type, sum(amount) from donation join donor using (donor_id) where not anonymous and city = 'Ghent' group by 1

-- answer: donors who never gave anything
select donor_name from donor where donor_id not in (select donor_id from donation)

-- answer: how many donors made more than 15 donations?
select count(*) from (select donor_id from donation group by 1 having count(*) > 15)

-- answer: donors who donated more than 20000 in total
select donor_name from donor join donation using (donor_id) group by donor_id, 1 having sum(amount) > 20000

-- answer: average donation per donor
select donor_name, avg(amount) from donation join donor using (donor_id) group by donor_id, 1
-- or
select sum(amount) / count(distinct donor_id) from donation
-- or
select (select sum(amount) from donation) / (select count(*) from donor)

-- answer: average number of donations per donor by donor type
select donor_type, count(donation_id)::double / count(distinct donor_id) from donor join donation using (donor_id) group by 1
-- or
select donor_type, count(donation_id)::double / count(distinct donor_id) from donor left join donation using (donor_id) group by 1

-- answer: visits by weekday
select isodow(visited_on), count(*) from visit group by 1
-- or
select dayname(visited_on), count(*) from visit group by 1

-- answer: total paid per exhibition
select title, sum(paid) from visit left join exhibition using (exhibition_id) group by exhibition_id, 1

-- answer: exhibitions without visits
select title from exhibition where exhibition_id not in (select exhibition_id from visit)

-- answer: average party size on weekends
select avg(party_size) from visit where isodow(visited_on) >= 6

-- answer: average paid per visit by visitor type
select visitor_type, avg(paid) from visit group by 1

-- answer: amount paid per visitor by exhibition
select title, sum(paid) / sum(party_size) from visit left join exhibition using (exhibition_id) group by exhibition_id, 1

-- answer: average daily visits in May 2025
select count(*) / 31.0 from visit where visited_on >= '2025-05-01' and visited_on < '2025-06-01'
-- or
select count(*)::double / count(distinct visited_on) from visit where visited_on >= '2025-05-01' and visited_on < '2025-06-01'

-- answer: average monthly donations in 2024
select count(*) / 12.0 from donation where year(given_on) = 2024
-- or
select sum(amount) / 12.0 from donation where year(given_on) = 2024

-- answer: items never lent
select item_name from item where item_id not in (select item_id from loan)

-- answer: how many items were lent more than 4 times?
select count(*) from (select item_id from loan group by 1 having count(*) > 4)

-- answer: paintings on display
select item_name from item where category = 'painting' and on_display
-- or
select count(*) from item where category = 'painting' and on_display

-- answer: items that are not on display by category
select category, count(*) from item where not on_display group by 1

-- answer: items made before 1700 with an insured value over 100000
select item_name from item where made_in_year < 1700 and insured_value > 100000

-- answer: loans that have not been returned
select count(*) from loan where returned_on is null
-- or
select loan_id from loan where returned_on is null

-- answer: total fee by borrower in 2024
select borrower, sum(fee) from loan where year(lent_on) = 2024 group by 1

-- answer: which borrower paid the highest fee?
select borrower from loan order by fee desc limit 1
-- or
select borrower from loan group by 1 order by sum(fee) desc limit 1

-- answer: most valuable item in each category
select category, item_name from (select category, item_name, rank() over (partition by category order by insured_value desc) r from item) where r = 1

-- answer: top 3 donors per city by amount
select city, donor_name from (select city, donor_name, rank() over (partition by city order by sum(amount) desc) r from donation join donor using (donor_id) group by donor_id, 1, 2) where r <= 3

-- answer: share of guided visits by exhibition
select title, avg(case when guided then 1.0 else 0 end) from visit left join exhibition using (exhibition_id) group by exhibition_id, 1
-- or
select title, count(*)::double / sum(count(*)) over () from visit left join exhibition using (exhibition_id) where guided group by exhibition_id, 1

-- answer: what share of visits was sold online?
select avg(case when sold_through = 'online' then 1.0 else 0 end) from visit

-- answer: visits in 2024 vs 2023 by visitor type
select visitor_type, count(*) filter (year(visited_on) = 2024), count(*) filter (year(visited_on) = 2023) from visit group by 1

-- answer: monthly growth of donation amount in 2024
select date_trunc('month', given_on)::date m, sum(amount) / lag(sum(amount)) over (order by date_trunc('month', given_on)) - 1 from donation where year(given_on) = 2024 group by date_trunc('month', given_on)
-- or
select m, g from (select date_trunc('month', given_on)::date m, sum(amount) / lag(sum(amount)) over (order by date_trunc('month', given_on)) - 1 g from donation group by date_trunc('month', given_on)) where year(m) = 2024

-- answer: curators with more than 2 exhibitions
select curator from exhibition group by 1 having count(*) > 2

-- answer: exhibitions curated by Tess Bol or Ivo Stern
select title from exhibition where curator in ('Tess Bol', 'Ivo Stern')
-- or
select count(*) from exhibition where curator in ('Tess Bol', 'Ivo Stern')

-- answer: cheapest exhibition
select title from exhibition order by ticket_price limit 1

-- answer: total insured value of sculptures and textiles
select sum(insured_value) from item where category in ('sculpture', 'textile')
-- or
select category, sum(insured_value) from item where category in ('sculpture', 'textile') group by 1

-- answer: ratio of donations to visits in 2024
select (select count(*) from donation where year(given_on) = 2024)::double / (select count(*) from visit where year(visited_on) = 2024)
-- or
select (select sum(amount) from donation where year(given_on) = 2024)::double / (select count(*) from visit where year(visited_on) = 2024)

-- answer: loan fees as a percentage of insured value by category
select category, f / v from (select category, sum(insured_value) v from item group by 1) join (select category, sum(fee) f from loan join item using (item_id) group by 1) using (category)

-- answer: donors from Bruges with at least 10 donations since 2024
select donor_name from donor join donation using (donor_id) where city = 'Bruges' and given_on >= '2024-01-01' group by donor_id, 1 having count(*) >= 10

-- answer: donors by city who gave to education
select city, count(distinct donor_id) from donor join donation using (donor_id) where purpose = 'education' group by 1

-- answer: how many foundations donated in 2025?
select count(distinct donor_id) from donor join donation using (donor_id) where donor_type = 'foundation' and year(given_on) = 2025

-- answer: visits per quarter in the last 4 quarters
select date_trunc('quarter', visited_on)::date q, count(*) from visit where visited_on >= '2024-07-01' group by 1
-- or
select date_trunc('quarter', visited_on)::date q, count(*) from visit where visited_on >= '2024-04-01' and visited_on < '2025-04-01' group by 1

-- answer: exhibitions whose average paid is above 33
select title from visit join exhibition using (exhibition_id) group by exhibition_id, 1 having avg(paid) > 33

-- answer: second largest donation
select amount from donation order by amount desc limit 1 offset 1
-- or
select distinct amount from donation order by amount desc limit 1 offset 1
-- or
select donation_id, amount from (select *, rank() over (order by amount desc) r from donation) where r = 2

-- answer: largest donation for the building
select max(amount) from donation where purpose = 'building'
-- or
select donation_id from donation where purpose = 'building' order by amount desc limit 1

-- answer: number of desk visits by childern
select count(*) from visit where sold_through = 'desk' and visitor_type = 'child'

-- answer: exhibitions open in December 2024
select title from exhibition where opens_on < '2025-01-01' and closes_on >= '2024-12-01'

-- refuse: shop sales per visit
-- refuse: number of volunteers
-- refuse: visits from tourists
-- refuse: restoration cost by item
-- refuse: how many visitors will come next week?
-- refuse: loans to the Tate
-- refuse: visitor satisfaction by exhibition
-- refuse: membership renewals in 2024

-- answer: How many people came through the door yesterday?
select sum(party_size) from visit where visited_on = '2025-06-17'
-- or
select count(*) from visit where visited_on = '2025-06-17'

-- then: and what did they pay?
select sum(paid) from visit where visited_on = '2025-06-17'

-- answer: takings last week, desk against online
select sold_through, sum(paid) from visit where visited_on >= '2025-06-09' and visited_on < '2025-06-16' group by 1
-- or
select sum(paid) filter (sold_through = 'desk'), sum(paid) filter (sold_through = 'online') from visit where visited_on >= '2025-06-09' and visited_on < '2025-06-16'

-- answer: Which exhibitions did Mara Quint put together?
select title from exhibition where curator = 'Mara Quint'

-- then: the ones that cost more than 11 to get in
select title from exhibition where curator = 'Mara Quint' and ticket_price > 11

-- answer: how many children did we have in 2025?
select sum(party_size) from visit where visitor_type = 'child' and year(visited_on) = 2025
-- or
select count(*) from visit where visitor_type = 'child' and year(visited_on) = 2025

-- answer: guided visits per month since January
select date_trunc('month', visited_on), count(*) from visit where guided and visited_on >= '2025-01-01' group by 1

-- ordered: exhibitions by number of people who came, most first
select e.title, sum(v.party_size) from visit v join exhibition e using (exhibition_id) group by 1 order by 2 desc
-- or
select e.title, count(*) from visit v join exhibition e using (exhibition_id) group by 1 order by 2 desc
-- or
select e.title, coalesce(sum(v.party_size), 0) from exhibition e left join visit v using (exhibition_id) group by 1 order by 2 desc
-- or
select e.title, count(v.visit_id) from exhibition e left join visit v using (exhibition_id) group by 1 order by 2 desc

-- then: only guided ones
select e.title, sum(v.party_size) from visit v join exhibition e using (exhibition_id) where v.guided group by 1
-- or
select e.title, count(*) from visit v join exhibition e using (exhibition_id) where v.guided group by 1
-- or
select e.title, coalesce(sum(v.party_size), 0) from exhibition e left join visit v on v.exhibition_id = e.exhibition_id and v.guided group by 1
-- or
select e.title, count(v.visit_id) from exhibition e left join visit v on v.exhibition_id = e.exhibition_id and v.guided group by 1

-- answer: what is the average gift for the building?
select avg(amount) from donation where purpose = 'building'

-- answer: Which companies gave us money in 2025?
select distinct r.donor_name from donation d join donor r using (donor_id) where r.donor_type = 'company' and year(d.given_on) = 2025
-- or
select distinct r.donor_name from donation d join donor r using (donor_id) where r.donor_type = 'company' and year(d.given_on) = 2025 and not d.anonymous

-- answer: Which pieces are out at the Louvre right now?
select distinct i.item_name from loan l join item i using (item_id) where l.borrower = 'Louvre' and (l.returned_on is null or l.returned_on > '2025-06-18')
-- or
select distinct i.item_name from loan l join item i using (item_id) where l.borrower = 'Louvre' and l.returned_on is null
-- or
select i.item_name from loan l join item i using (item_id) where l.borrower = 'Louvre' and (l.returned_on is null or l.returned_on > '2025-06-18')

-- answer: loan fees from the Prado in 2025
select sum(fee) from loan where borrower = 'Prado' and year(lent_on) = 2025

-- then: and from the Uffizi?
select sum(fee) from loan where borrower = 'Uffizi' and year(lent_on) = 2025

-- answer: what is the oldest piece we own?
select item_name from item order by made_in_year limit 1

-- answer: insured value of everything that is not on display
select sum(insured_value) from item where not on_display

-- answer: How many of our pieces were made between 1800 and 1899?
select count(*) from item where made_in_year between 1800 and 1899

-- answer: textiles insured for more than 50,000
select item_name from item where category = 'textile' and insured_value > 50000
-- or
select count(*) from item where category = 'textile' and insured_value > 50000

-- answer: donors per city
select city, count(*) from donor group by 1

-- then: leave out the companies
select city, count(*) from donor where donor_type <> 'company' group by 1

-- answer: how many anonymous gifts were there in 2024 and what were they worth in total?
select count(*), sum(amount) from donation where anonymous and year(given_on) = 2024

-- answer: Which month of 2024 had the most visits?
select date_trunc('month', visited_on) from visit where year(visited_on) = 2024 group by 1 order by count(*) desc limit 1
-- or
select month(visited_on) from visit where year(visited_on) = 2024 group by 1 order by count(*) desc limit 1
-- or
select monthname(visited_on) from visit where year(visited_on) = 2024 group by 1 order by count(*) desc limit 1

-- answer: How many pieces have been lent out just once?
select count(*) from (select item_id from loan group by 1 having count(*) = 1)

-- refuse: How much did the café take yesterday?

-- refuse: which guards were on duty at the weekend?

-- ask: Which exhibition did best?
