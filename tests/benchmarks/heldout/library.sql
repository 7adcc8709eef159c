-- answer: How many loans were there in 2024?
select count(*) from fact_loan where year(checkout_date) = 2024
-- answer: number of patrons by type
select patron_type, count(*) from dim_patron group by 1
-- answer: How many books do we own?
select count(*) from dim_book
-- or
select count(*) from dim_copy
-- answer: books per category
select category, count(*) from dim_book group by 1
-- ordered: loans per month last year
select date_trunc('month', checkout_date)::date, count(*) from fact_loan where year(checkout_date) = 2024 group by 1 order by 1
-- answer: total fines
select sum(fine_amount) from fact_fine
-- answer: Total fine amount by reason
select fine_reason, sum(fine_amount) from fact_fine group by 1
-- answer: unpaid fines
select sum(fine_amount) from fact_fine where paid_on is null
-- or
select count(*) from fact_fine where paid_on is null
-- or
select fine_sk from fact_fine where paid_on is null
-- answer: What's the average number of pages per language?
select language, avg(page_count) from dim_book group by 1
-- answer: Loans by checkout branch
select b.branch_name, count(*) from fact_loan l join dim_branch b on b.branch_sk = l.checkout_branch_sk group by 1
-- or
select b.branch_name, count(l.loan_sk) from dim_branch b left join fact_loan l on b.branch_sk = l.checkout_branch_sk group by 1
-- answer: number of copies per owning branch
select b.branch_name, count(*) from dim_copy c join dim_branch b on b.branch_sk = c.owning_branch_sk group by 1
-- or
select b.branch_name, count(c.copy_sk) from dim_branch b left join dim_copy c on b.branch_sk = c.owning_branch_sk group by 1
-- answer: patrons by home branch
select b.branch_name, count(*) from dim_patron p join dim_branch b on b.branch_sk = p.home_branch_sk group by 1
-- or
select b.branch_name, count(p.patron_sk) from dim_branch b left join dim_patron p on b.branch_sk = p.home_branch_sk group by 1
-- answer: top 10 most borrowed books
select b.title, count(*) from fact_loan l join dim_copy c using (copy_sk) join dim_book b using (book_sk) group by b.book_sk, 1 order by 2 desc limit 10
-- or
select b.title from fact_loan l join dim_copy c using (copy_sk) join dim_book b using (book_sk) group by b.book_sk, 1 order by count(*) desc limit 10
-- answer: Which author is borrowed the most?
select b.author from fact_loan l join dim_copy c using (copy_sk) join dim_book b using (book_sk) group by 1 order by count(*) desc limit 1
-- answer: how many loans have not been returned
select count(*) from fact_loan where return_date is null
-- answer: How many items are overdue today?
select count(*) from fact_loan where return_date is null and due_date < '2025-06-18'
-- answer: how many loans were returned late
select count(*) from fact_loan where return_date > due_date
-- answer: average days a loan is kept
select avg(date_diff('day', checkout_date, return_date)) from fact_loan
-- answer: books with no copies
select title from dim_book b where not exists (select 1 from dim_copy c where c.book_sk = b.book_sk)
-- or
select count(*) from dim_book b where not exists (select 1 from dim_copy c where c.book_sk = b.book_sk)
-- answer: patrons who never borrowed
select patron_sk, patron_name from dim_patron p where not exists (select 1 from fact_loan l where l.patron_sk = p.patron_sk)
-- or
select patron_name from dim_patron p where not exists (select 1 from fact_loan l where l.patron_sk = p.patron_sk)
-- or
select count(*) from dim_patron p where not exists (select 1 from fact_loan l where l.patron_sk = p.patron_sk)
-- answer: how many Spanish books are there
select count(*) from dim_book where language = 'Spanish'
-- answer: number of lost copies
select count(*) from dim_copy where copy_condition = 'lost'
-- answer: Total purchase price of copies acquired in 2024
select sum(purchase_price) from dim_copy where year(acquired_on) = 2024
-- answer: reservations by status
select reservation_status, count(*) from fact_reservation group by 1
-- answer: How many reservations are waiting?
select count(*) from fact_reservation where reservation_status = 'waiting'
-- answer: distinct patrons who borrowed something this year
select count(distinct patron_sk) from fact_loan where checkout_date >= '2025-01-01'
-- or
select count(distinct patron_sk) from fact_loan join dim_patron using (patron_sk) where checkout_date >= '2025-01-01'
-- or
select distinct p.patron_sk, p.patron_name from fact_loan l join dim_patron p using (patron_sk) where l.checkout_date >= '2025-01-01'
-- answer: new patrons per quarter in 2024
select date_trunc('quarter', registered_on)::date, count(*) from dim_patron where year(registered_on) = 2024 group by 1
-- answer: Loans of children's books by patron type
select p.patron_type, count(*) from fact_loan l join dim_copy c using (copy_sk) join dim_book b using (book_sk) join dim_patron p using (patron_sk) where b.category = 'Children' group by 1
-- answer: branches larger than 800 square metres
select branch_name from dim_branch where floor_area_sqm > 800
-- answer: oldest branch
select branch_name from dim_branch order by opened_on limit 1
-- answer: authors with more than 8 books
select author from dim_book group by 1 having count(*) > 8
-- answer: loans in the past 30 days
select count(*) from fact_loan where checkout_date >= '2025-05-19'
-- or
select count(*) from fact_loan where checkout_date > '2025-05-17'
-- or
select count(*) from fact_loan where checkout_date > '2025-05-19'
-- or
select loan_sk from fact_loan where checkout_date >= '2025-05-19'
-- answer: average renewals per loan by book category
select b.category, avg(l.renewal_count) from fact_loan l join dim_copy c using (copy_sk) join dim_book b using (book_sk) group by 1
-- answer: What share of loans goes through self-service?
select 100.0 * count(*) filter (where checkout_method = 'self-service') / count(*) from fact_loan
-- or
select 1.0 * count(*) filter (where checkout_method = 'self-service') / count(*) from fact_loan
-- answer: loans and reservations per book category
with l as (select b.category, count(*) n from fact_loan l join dim_copy c using (copy_sk) join dim_book b using (book_sk) group by 1), r as (select b.category, count(*) n from fact_reservation r join dim_book b using (book_sk) group by 1) select l.category, l.n, r.n from l join r using (category)
-- answer: fine amount per loan by patron type
with l as (select p.patron_type, count(*) n from fact_loan l join dim_patron p using (patron_sk) group by 1), f as (select p.patron_type, sum(f.fine_amount) n from fact_fine f join fact_loan l using (loan_sk) join dim_patron p using (patron_sk) group by 1) select l.patron_type, f.n / l.n from l join f using (patron_type)
-- or
select p.patron_type, avg(s) from (select loan_sk, l.patron_sk, sum(f.fine_amount) s from fact_fine f join fact_loan l using (loan_sk) group by 1, 2) join dim_patron p using (patron_sk) group by 1
-- answer: year over year change in loans
select y, n, n - p from (select y, n, lag(n) over (order by y) p from (select year(checkout_date) y, count(*) n from fact_loan group by 1))
-- or
select y, n, 100.0 * (n - p) / p from (select y, n, lag(n) over (order by y) p from (select year(checkout_date) y, count(*) n from fact_loan group by 1))
-- or
select y, n, 1.0 * (n - p) / p from (select y, n, lag(n) over (order by y) p from (select year(checkout_date) y, count(*) n from fact_loan group by 1))
-- or
select d, n, n - p from (select d, n, lag(n) over (order by d) p from (select date_trunc('year', checkout_date)::date d, count(*) n from fact_loan group by 1))
-- or
select d, n, 1.0 * (n - p) / p from (select d, n, lag(n) over (order by d) p from (select date_trunc('year', checkout_date)::date d, count(*) n from fact_loan group by 1))
-- answer: three most loaned titles in every category
select c, t from (select b.category c, b.title t, row_number() over (partition by b.category order by count(*) desc) r from fact_loan l join dim_copy c using (copy_sk) join dim_book b using (book_sk) group by b.book_sk, 1, 2) where r <= 3
-- or
select c, t from (select b.category c, b.title t, rank() over (partition by b.category order by count(*) desc) r from fact_loan l join dim_copy c using (copy_sk) join dim_book b using (book_sk) group by b.book_sk, 1, 2) where r <= 3
-- answer: how many books published after 2010 and longer than 400 pages are not in English
select count(*) from dim_book where publication_year > 2010 and page_count > 400 and language <> 'English'
-- answer: patrons who owe more than 20 in unpaid fines
select p.patron_name, sum(f.fine_amount) from fact_fine f join fact_loan l using (loan_sk) join dim_patron p using (patron_sk) where f.paid_on is null group by p.patron_sk, 1 having sum(f.fine_amount) > 20
-- or
select p.patron_name from fact_fine f join fact_loan l using (loan_sk) join dim_patron p using (patron_sk) where f.paid_on is null group by p.patron_sk, 1 having sum(f.fine_amount) > 20
-- refuse: How many people visited the library last week?
-- refuse: ebook downloads by month
-- refuse: average review score per book
-- refuse: What are the salaries of our librarians?
-- answer: loans per branch
select b.branch_name, count(*) from fact_loan l join dim_branch b on b.branch_sk = l.checkout_branch_sk group by 1
-- or
select b.branch_name, count(l.loan_sk) from dim_branch b left join fact_loan l on b.branch_sk = l.checkout_branch_sk group by 1
-- ask: What is the most popular book?

-- answer: loans by month this year
select date_trunc('month', checkout_date), count(*) from fact_loan where year(checkout_date) = 2025 group by 1

-- answer: What are the 5 most borrowed books?
select k.title, count(*) from fact_loan l join dim_copy c on c.copy_sk = l.copy_sk join dim_book k on k.book_sk = c.book_sk group by k.book_sk, k.title order by 2 desc limit 5

-- answer: how many loans are overdue right now
select count(*) from fact_loan l where l.return_date is null and l.due_date < date '2025-06-18'

-- answer: overdue loans by branch
select b.branch_name, count(*) from fact_loan l join dim_branch b on b.branch_sk = l.checkout_branch_sk where l.return_date is null and l.due_date < date '2025-06-18' group by 1
-- or
select b.branch_name, count(l.loan_sk) from dim_branch b left join fact_loan l on b.branch_sk = l.checkout_branch_sk and l.return_date is null and l.due_date < date '2025-06-18' group by 1

-- answer: checkouts per branch last year
select b.branch_name, count(*) from fact_loan l join dim_branch b on b.branch_sk = l.checkout_branch_sk where year(l.checkout_date) = 2024 group by 1
-- or
select b.branch_name, count(l.loan_sk) from dim_branch b left join fact_loan l on b.branch_sk = l.checkout_branch_sk and year(l.checkout_date) = 2024 group by 1

-- answer: How many patrons have never borrowed anything?
select count(*) from dim_patron where patron_sk not in (select patron_sk from fact_loan)

-- answer: total unpaid fines
select sum(fine_amount) from fact_fine where paid_on is null

-- answer: fines by reason
select fine_reason, count(*) from fact_fine group by 1
-- or
select fine_reason, sum(fine_amount) from fact_fine group by 1

-- answer: Which author do people borrow the most?
select k.author, count(*) from fact_loan l join dim_copy c on c.copy_sk = l.copy_sk join dim_book k on k.book_sk = c.book_sk group by 1 order by 2 desc limit 1

-- answer: how many of our titles are in Spanish or Vietnamese
select count(*) from dim_book where language in ('Spanish', 'Vietnamese')

-- answer: titles we have no copies of
select title from dim_book where book_sk not in (select book_sk from dim_copy)

-- answer: share of self-service checkouts
select avg(case when checkout_method = 'self-service' then 1.0 else 0 end) from fact_loan where 1=1
-- or
select 100 * avg(case when checkout_method = 'self-service' then 1.0 else 0 end) from fact_loan where 1=1

-- answer: self-service vs desk checkouts over time
select date_trunc('month', checkout_date), checkout_method, count(*) from fact_loan group by 1, 2
-- or
select date_trunc('quarter', checkout_date), checkout_method, count(*) from fact_loan group by 1, 2
-- or
select date_trunc('year', checkout_date), checkout_method, count(*) from fact_loan group by 1, 2

-- answer: What is the longest book in the collection?
select title, page_count from dim_book order by 2 desc limit 1

-- answer: oldest branch
select branch_name from dim_branch order by opened_on limit 1

-- answer: lost copies by owning branch
select b.branch_name, count(*) from dim_copy c join dim_branch b on b.branch_sk = c.owning_branch_sk where c.copy_condition = 'lost' group by 1
-- or
select b.branch_name, count(c.copy_sk) from dim_branch b left join dim_copy c on b.branch_sk = c.owning_branch_sk and c.copy_condition = 'lost' group by 1

-- answer: How much did we spend on buying copies each year?
select year(acquired_on), sum(purchase_price) from dim_copy group by 1
-- or
select date_trunc('year', acquired_on), sum(purchase_price) from dim_copy group by 1

-- answer: who has more than 2 unpaid fines
select p.patron_sk from fact_fine f join fact_loan l on l.loan_sk = f.loan_sk join dim_patron p on p.patron_sk = l.patron_sk where f.paid_on is null group by p.patron_sk, p.patron_name having count(*) > 2
-- or
select p.patron_name from fact_fine f join fact_loan l on l.loan_sk = f.loan_sk join dim_patron p on p.patron_sk = l.patron_sk where f.paid_on is null group by p.patron_sk, p.patron_name having count(*) > 2

-- answer: new patrons per quarter since 2024
select date_trunc('quarter', registered_on), count(*) from dim_patron where registered_on >= '2024-01-01' group by 1

-- answer: What percentage of holds expire?
select avg(case when reservation_status = 'expired' then 1.0 else 0 end) from fact_reservation where 1=1
-- or
select 100 * avg(case when reservation_status = 'expired' then 1.0 else 0 end) from fact_reservation where 1=1

-- answer: holds still waiting, per pickup branch
select b.branch_name, count(*) from fact_reservation r join dim_branch b on b.branch_sk = r.pickup_branch_sk where r.reservation_status = 'waiting' group by 1
-- or
select b.branch_name, count(r.reservation_sk) from dim_branch b left join fact_reservation r on b.branch_sk = r.pickup_branch_sk and r.reservation_status = 'waiting' group by 1

-- answer: busiest weekday for checkouts
select dayname(checkout_date) from fact_loan where 1=1 group by 1 order by count(*) desc limit 1
-- or
select isodow(checkout_date) from fact_loan where 1=1 group by 1 order by count(*) desc limit 1
-- or
select strftime(checkout_date, '%a') from fact_loan where 1=1 group by 1 order by count(*) desc limit 1

-- answer: compare loans by children and seniors
select p.patron_type, count(*) from fact_loan l join dim_patron p on p.patron_sk = l.patron_sk where p.patron_type in ('child', 'senior') group by 1
-- or
select count(*) filter (where p.patron_type = 'child'), count(*) filter (where p.patron_type = 'senior') from fact_loan l join dim_patron p on p.patron_sk = l.patron_sk

-- answer: On average how many days do people keep a book?
select avg(return_date - checkout_date) from fact_loan
-- or
select avg(coalesce(return_date, date '2025-06-18') - checkout_date) from fact_loan

-- answer: how many loans were not renewed
select count(*) from fact_loan where renewal_count = 0

-- answer: patrons who did not opt in to emails, by home branch
select b.branch_name, count(*) from dim_patron p join dim_branch b on b.branch_sk = p.home_branch_sk where not p.email_opt_in group by 1
-- or
select b.branch_name, count(p.patron_sk) from dim_branch b left join dim_patron p on b.branch_sk = p.home_branch_sk and not p.email_opt_in group by 1

-- refuse: How many people walked in last week?

-- refuse: e-book downloads by month

-- ask: How many books do we have?
