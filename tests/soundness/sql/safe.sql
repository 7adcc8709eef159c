-- Ordinary SQL over tests/soundness/market.yaml that analysts write and that is right: none of it repeats a row that is added up.
-- Statements are separated by blank lines; the comment above one says what it is.

-- one table, total
select sum(amount) as gross from orders

-- one table, by a field
select status, count(*) as n, sum(amount) as gross from orders group by status

-- by month
select date_trunc('month', ordered_at) as month, sum(amount) as gross from orders group by 1 order by 1

-- several aggregates
select channel, avg(amount) a, median(amount) m, min(amount) lo, max(amount) hi, stddev(amount) s from orders group by channel

-- having
select channel from orders group by channel having sum(amount) > 100

-- parent field
select c.country, sum(o.amount) as gross from orders o join customers c on c.customer_id = o.customer_id group by c.country

-- parent field, left
select c.country, sum(o.amount) as gross from orders o left join customers c on c.customer_id = o.customer_id group by 1

-- using
select country, sum(amount) from orders join customers using (customer_id) group by country

-- comma
select c.country, sum(o.amount) from orders o, customers c where c.customer_id = o.customer_id group by 1

-- key on the other side of the equation
select c.country, sum(o.amount) from orders o join customers c on o.customer_id = c.customer_id group by 1

-- chain of parents
select p.category, s.region, sum(i.quantity) from order_items i join orders o on o.order_id = i.order_id join products p on p.product_id = i.product_id join stores s on s.store_id = o.store_id group by 1, 2

-- right join
select c.country, sum(o.amount) from customers c right join orders o on o.customer_id = c.customer_id group by 1

-- child's rows, parent's field
select o.status, count(*) as lines from order_items i join orders o using (order_id) group by 1

-- child joined to its parent counts children
select count(*) from orders o join order_items i on i.order_id = o.order_id

-- child joined to its parent sums children
select o.channel, sum(i.quantity * i.price) as goods from orders o join order_items i on i.order_id = o.order_id group by 1

-- child's amount times parent's
select sum(i.quantity * i.price * (1 - o.discount)) from order_items i join orders o on o.order_id = i.order_id

-- distinct orders over their lines
select p.category, count(distinct i.order_id) as orders from order_items i join products p using (product_id) group by 1

-- distinct parents beside children's sums
select p.category, count(distinct o.order_id) n, sum(i.quantity) q from orders o join order_items i on i.order_id = o.order_id join products p on p.product_id = i.product_id group by 1

-- min and max of a repeated amount
select p.brand, min(o.amount), max(o.amount) from orders o join order_items i using (order_id) join products p using (product_id) group by 1

-- any
select c.country, bool_or(p.method = 'card') from customers c join orders o using (customer_id) join payments p using (order_id) group by 1

-- earliest and latest
select c.name, min(v.visited_at), max(o.ordered_at) from customers c left join visits v on v.customer_id = c.customer_id left join orders o on o.customer_id = c.customer_id group by c.customer_id, c.name

-- composite key
select i.line, sum(r.refund) from returns r join order_items i on i.order_id = r.order_id and i.line = r.line group by 1

-- composite key with using
select p.category, count(*) from returns r join order_items i using (order_id, line) join products p using (product_id) group by 1

-- one to one
select p.tier, sum(c.credit), sum(p.points) from customers c join profiles p on p.customer_id = c.customer_id group by 1

-- one to one, from the other side
select c.country, sum(p.points), count(*) from profiles p join customers c on c.customer_id = p.customer_id group by 1

-- orders by the tier of the customer
select p.tier, sum(o.amount) from orders o left join profiles p on p.customer_id = o.customer_id group by 1

-- unique key that is not the primary
select sum(o.amount) from orders o join (select 'A1' as order_no) x on x.order_no = o.order_no

-- join on a unique email
select c.country, count(*) from visits v join customers c on c.customer_id = v.customer_id join customers d on d.email = c.email group by 1

-- employee and manager
select m.name, sum(e.salary), count(*) from employees e left join employees m on m.employee_id = e.manager_id group by m.employee_id, m.name

-- grand manager
select g.name, count(e.employee_id) from employees e left join employees m on e.manager_id = m.employee_id left join employees g on m.manager_id = g.employee_id group by 1

-- referrer's country
select r.country, count(*) from customers c left join customers r on r.customer_id = c.referred_by group by 1

-- number of orders of each customer, those without too
select c.name, count(o.order_id) from customers c left join orders o on o.customer_id = c.customer_id group by c.customer_id, c.name

-- sum of children for each parent
select c.country, coalesce(sum(o.amount), 0) from customers c left join orders o on o.customer_id = c.customer_id group by 1

-- parents without children by anti join
select count(*) from customers c left join orders o on o.customer_id = c.customer_id where o.order_id is null

-- credit of customers without orders
select sum(c.credit) from customers c left join orders o on o.customer_id = c.customer_id where o.order_id is null

-- customers without orders by not exists
select country, count(*) from customers c where not exists (select 1 from orders o where o.customer_id = c.customer_id) group by 1

-- customers with orders by exists
select country, sum(credit) from customers c where exists (select 1 from orders o where o.customer_id = c.customer_id and o.amount > 50) group by 1

-- in
select sum(amount) from orders where order_id in (select order_id from order_items i join products p using (product_id) where p.category = 'Bikes')

-- not in
select count(*), sum(credit) from customers where customer_id not in (select customer_id from orders where customer_id is not null)

-- semi join
select sum(amount) from orders semi join returns using (order_id)

-- anti join
select sum(o.amount) from orders o anti join returns r on r.order_id = o.order_id

-- in with distinct
select avg(amount) from orders where customer_id in (select distinct customer_id from visits where source = 'ads')

-- in with group by and having
select sum(amount) from orders where customer_id in (select customer_id from orders group by customer_id having count(*) >= 2)

-- tuple in
select sum(on_hand) from inventory where (store_id, day) in (select store_id, max(day) from inventory group by store_id)

-- latest snapshot
select store_id, sum(on_hand) from inventory where day = (select max(day) from inventory) group by 1

-- lines added up before they meet orders
with q as (select order_id, sum(quantity) as units from order_items group by order_id) select o.channel, sum(o.amount), sum(q.units) from orders o left join q on q.order_id = o.order_id group by 1

-- two children, each added up first
with i as (select order_id, sum(quantity * price) goods from order_items group by 1), p as (select order_id, sum(paid) paid from payments group by 1) select o.status, sum(o.amount), sum(i.goods), sum(p.paid) from orders o left join i using (order_id) left join p using (order_id) group by 1

-- subqueries instead of ctes
select o.status, sum(o.amount) - sum(coalesce(r.refund, 0)) as net from orders o left join (select order_id, sum(refund) as refund from returns group by order_id) r on r.order_id = o.order_id group by o.status

-- customer totals, then their average
select avg(total) from (select customer_id, sum(amount) as total from orders group by customer_id) x

-- customer totals by country
with t as (select customer_id, sum(amount) as total, count(*) as n from orders group by customer_id) select c.country, avg(t.total), sum(t.n) from customers c join t on t.customer_id = c.customer_id group by 1

-- distribution of order counts
select n, count(*) as customers from (select c.customer_id, count(o.order_id) as n from customers c left join orders o on o.customer_id = c.customer_id group by c.customer_id) x group by n order by n

-- two facts by country
with o as (select c.country, sum(o.amount) gross from orders o join customers c using (customer_id) group by 1), v as (select c.country, count(*) visits from visits v join customers c using (customer_id) group by 1) select coalesce(o.country, v.country) as country, gross, visits from o full join v on v.country = o.country

-- two facts by country, totals over the joined groups
with o as (select c.country, sum(o.amount) gross from orders o join customers c using (customer_id) group by 1), v as (select c.country, count(*) visits from visits v join customers c using (customer_id) group by 1) select sum(gross), sum(visits) from o full join v on v.country = o.country

-- two facts by month
with o as (select date_trunc('month', ordered_at) m, sum(amount) gross from orders group by 1), r as (select date_trunc('month', returned_on) m, sum(refund) refund from returns group by 1) select m, gross, refund, refund / nullif(gross, 0) as share from o left join r using (m) order by m

-- two facts by two fields
with a as (select store_id, date_trunc('month', ordered_at) as month, sum(amount) as gross from orders group by 1, 2) select s.name, t.month, sum(t.target) as target, sum(a.gross) as gross from targets t left join a on a.store_id = t.store_id and a.month = t.month left join stores s on s.store_id = t.store_id group by 1, 2

-- share of target
with a as (select store_id, cast(date_trunc('month', ordered_at) as date) as month, sum(amount) as gross from orders group by 1, 2) select sum(a.gross) / sum(t.target) from targets t join a on a.store_id = t.store_id and a.month = t.month

-- union of two facts
select kind, sum(value) from (select 'order' as kind, amount as value from orders union all select 'refund', -refund from returns) x group by kind

-- union of two facts by month
select date_trunc('month', moment) as month, sum(money) from (select ordered_at as moment, amount as money from orders union all select returned_on, -refund from returns) x group by 1 order by 1

-- union of pre-aggregated facts, pivoted back
select country, max(gross) gross, max(visits) visits from (select c.country, sum(o.amount) gross, null as visits from orders o join customers c using (customer_id) group by 1 union all select c.country, null, count(*) from visits v join customers c using (customer_id) group by 1) x group by country

-- union of pre-aggregated facts, summed back
select country, sum(gross) gross, sum(visits) visits from (select c.country, sum(o.amount) gross, 0 as visits from orders o join customers c using (customer_id) group by 1 union all select c.country, 0, count(*) from visits v join customers c using (customer_id) group by 1) x group by country

-- distinct values of two columns
select count(*) from (select country from customers union select region from stores) x

-- intersect
select count(*) from (select customer_id from orders intersect select customer_id from visits) x

-- except
select count(*) from (select customer_id from customers except select customer_id from orders) x

-- latest order of each customer
select country, sum(amount) from (select c.country, o.amount, row_number() over (partition by o.customer_id order by o.ordered_at desc, o.order_id) as n from orders o join customers c on c.customer_id = o.customer_id) x where n = 1 group by country

-- latest order of each customer, joined back
with last as (select customer_id, amount, row_number() over (partition by customer_id order by ordered_at desc) as n from orders) select c.segment, sum(c.credit), sum(l.amount) from customers c left join last l on l.customer_id = c.customer_id and l.n = 1 group by 1

-- latest order filtered in its own cte
with ranked as (select customer_id, amount, row_number() over (partition by customer_id order by ordered_at desc) as n from orders), last as (select customer_id, amount from ranked where n = 1) select c.segment, sum(c.credit), sum(l.amount) from customers c left join last l on l.customer_id = c.customer_id group by 1

-- latest order in a subquery with WHERE
select c.country, sum(c.credit) from customers c join (select * from (select customer_id, order_no, row_number() over (partition by customer_id order by ordered_at desc) as rn from orders) y where rn = 1) l on l.customer_id = c.customer_id group by 1

-- row number at most one
with ranked as (select customer_id, amount, row_number() over (partition by customer_id order by ordered_at) as n from orders) select sum(c.credit) from customers c join ranked r on r.customer_id = c.customer_id where r.n <= 1

-- qualify
select country, sum(credit) from customers c join (select customer_id, amount from orders qualify row_number() over (partition by customer_id order by ordered_at desc) = 1) o on o.customer_id = c.customer_id group by 1

-- qualify with an alias
with last as (select customer_id, amount, row_number() over (partition by customer_id order by ordered_at desc) as rn from orders qualify rn = 1) select sum(c.credit), sum(l.amount) from customers c left join last l using (customer_id)

-- distinct on
with last as (select distinct on (customer_id) customer_id, amount from orders order by customer_id, ordered_at desc) select c.country, sum(c.credit), sum(l.amount) from customers c left join last l on l.customer_id = c.customer_id group by 1

-- distinct on a composite
with last as (select distinct on (store_id, product_id) store_id, product_id, on_hand from inventory order by store_id, product_id, day desc) select s.region, sum(l.on_hand) from last l join stores s on s.store_id = l.store_id group by 1

-- last snapshot of each product by row number
select p.category, sum(x.on_hand) from (select product_id, store_id, on_hand, row_number() over (partition by product_id, store_id order by day desc) n from inventory) x join products p on p.product_id = x.product_id where x.n = 1 group by 1

-- arg_max
select store_id, sum(q) from (select store_id, product_id, arg_max(on_hand, day) q from inventory group by 1, 2) x group by 1

-- deduplicated by distinct with the key
select sum(amount) from (select distinct o.order_id, o.amount from orders o join order_items i using (order_id) join products p using (product_id) where p.category = 'Bikes') x

-- deduplicated by group by with the key
select channel, sum(amount) from (select o.order_id, o.channel, o.amount from orders o join order_items i using (order_id) group by 1, 2, 3) x group by channel

-- deduplicated by max in groups of the key
select sum(a) from (select o.order_id, max(o.amount) a from orders o join payments p using (order_id) group by o.order_id) x

-- deduplicated by any_value
select status, sum(a) from (select o.order_id, any_value(o.amount) a, any_value(o.status) status from orders o join order_items i on i.order_id = o.order_id group by o.order_id) x group by 1

-- parent's amount once for each, children's sum beside
select status, sum(a), sum(q) from (select o.order_id, o.status, max(o.amount) a, sum(i.quantity) q from orders o join order_items i on i.order_id = o.order_id group by o.order_id, o.status) x group by 1

-- parent's own fields in the groups of its key
select o.order_id, o.order_no, o.discount, sum(i.quantity) from orders o join order_items i using (order_id) group by o.order_id, o.order_no, o.discount

-- distinct customers of a category
select count(*) from (select distinct o.customer_id from orders o join order_items i using (order_id) join products p using (product_id) where p.category = 'Bikes') x

-- distinct customers with their credit
select sum(credit) from (select distinct c.customer_id, c.credit from customers c join orders o using (customer_id) where o.amount > 50) x

-- window over a table
select order_id, amount, sum(amount) over (partition by customer_id) as of_customer from orders

-- running total
select order_id, sum(amount) over (order by ordered_at, order_id) as running from orders

-- running total of months
select month, sum(gross) over (order by month) from (select date_trunc('month', ordered_at) as month, sum(amount) gross from orders group by 1) x order by month

-- window over aggregates
select channel, sum(amount) gross, sum(amount) / sum(sum(amount)) over () as share from orders group by channel

-- rank of groups
select p.category, sum(i.quantity) q, rank() over (order by sum(i.quantity) desc) as place from order_items i join products p using (product_id) group by 1

-- top three of each
select * from (select s.region, p.category, sum(i.quantity) q, row_number() over (partition by s.region order by sum(i.quantity) desc) n from order_items i join orders o using (order_id) join products p using (product_id) join stores s on s.store_id = o.store_id group by 1, 2) x where n <= 3

-- month over month
select month, gross, lag(gross) over (order by month) before, gross - lag(gross) over (order by month) as change from (select date_trunc('month', ordered_at) as month, sum(amount) as gross from orders group by 1) x

-- moving average
select day, avg(gross) over (order by day rows between 6 preceding and current row) from (select cast(ordered_at as date) as day, sum(amount) as gross from orders group by 1) x

-- percentile
select channel, quantile_cont(amount, 0.9) from orders group by 1

-- within group
select channel, percentile_cont(0.5) within group (order by amount) from orders group by 1

-- share of total by cross join
select o.channel, sum(o.amount) / max(t.total) as share from orders o cross join (select sum(amount) as total from orders) t group by 1

-- share of total in a cte
with t as (select sum(amount) as total from orders) select channel, sum(amount) as gross, sum(amount) * 100.0 / (select total from t) as percent from orders group by channel

-- share of total, groups first
with g as (select channel, sum(amount) as gross from orders group by 1), t as (select sum(gross) as total from g) select g.channel, g.gross / t.total from g, t

-- share of total with comma, grouped
with t as (select sum(amount) as total from orders) select channel, sum(amount) / t.total from orders, t group by channel, t.total

-- ratio of two scalar subqueries
select (select sum(refund) from returns) / (select sum(amount) from orders) as refund_rate

-- scalar subquery beside each row
select c.name, (select sum(o.amount) from orders o where o.customer_id = c.customer_id) as gross from customers c

-- sum of a correlated scalar
select c.country, sum((select count(*) from orders o where o.customer_id = c.customer_id)) from customers c group by 1

-- above the average
select count(*) from orders where amount > (select avg(amount) from orders)

-- above the average of its own group
select count(*), sum(amount) from orders o where amount > (select avg(amount) from orders x where x.store_id = o.store_id)

-- case in an aggregate
select sum(case when status = 'paid' then amount else 0 end) paid, sum(case when status = 'cancelled' then amount end) lost from orders

-- case on the parent
select sum(case when c.country = 'US' then o.amount else 0 end) from orders o left join customers c on c.customer_id = o.customer_id

-- filter clause
select sum(amount) filter (where status = 'paid'), count(*) filter (where channel = 'web') from orders

-- filter on the parent
select sum(o.amount) filter (where c.newsletter) from orders o left join customers c using (customer_id)

-- count of a condition
select c.segment, count(case when o.amount > 100 then 1 end) from orders o join customers c on c.customer_id = o.customer_id group by 1

-- count of a condition, sum of ones
select c.segment, sum(case when o.amount > 100 then 1 else 0 end) * 1.0 / count(*) from orders o join customers c on c.customer_id = o.customer_id group by 1

-- measure
select MEASURE(revenue) from orders

-- measure by a field
select channel, MEASURE(revenue), MEASURE(order_count) from orders group by channel

-- measure by the parent's field
select c.country, MEASURE(revenue) as r from orders o left join customers c on c.customer_id = o.customer_id group by 1 order by r desc

-- derived measure
select channel, MEASURE(average_order) from orders group by 1

-- measure in having
select channel, MEASURE(revenue) from orders group by 1 having MEASURE(revenue) > 100

-- measure in order by
select channel from orders group by 1 order by MEASURE(revenue) desc

-- measure in case
select channel, case when MEASURE(order_count) > 3 then 'many' else 'few' end as size from orders group by 1

-- measure in a window
select channel, MEASURE(revenue) / sum(MEASURE(revenue)) over () as share from orders group by 1

-- measure in a cte
with r as (select store_id, MEASURE(revenue) as revenue from orders group by store_id) select s.region, sum(r.revenue) from r join stores s on s.store_id = r.store_id group by 1

-- measures of two tables side by side
with o as (select date_trunc('month', ordered_at) m, MEASURE(revenue) as revenue from orders group by 1), r as (select date_trunc('month', returned_on) m, MEASURE(refunds) as refunds from returns group by 1) select m, revenue, refunds from o full join r using (m)

-- measure of the child
select o.channel, MEASURE(units), MEASURE(margin), MEASURE(margin_rate) from order_items i join orders o using (order_id) group by 1

-- measure that does not care
select p.category, MEASURE(buyers), MEASURE(first_order) from orders o join order_items i using (order_id) join products p using (product_id) group by 1

-- measure of a scalar subquery
select name, (select MEASURE(revenue) from orders o where o.store_id = s.store_id) as revenue from stores s

-- measure with arithmetic
select MEASURE(revenue) / nullif(MEASURE(buyers), 0) as per_buyer from orders

-- date spine
with days as (select unnest(generate_series(date '2025-01-01', date '2025-01-31', interval 1 day)) as day) select d.day, coalesce(sum(o.amount), 0) from days d left join orders o on cast(o.ordered_at as date) = d.day group by 1 order by 1

-- date spine from range
select d.day, count(o.order_id) from (select unnest(range(date '2025-01-01', date '2025-02-01', interval 1 day)) as day) d left join orders o on date_trunc('day', o.ordered_at) = d.day group by d.day

-- date spine of months, facts first
with months as (select distinct date_trunc('month', day) as m from inventory), g as (select date_trunc('month', ordered_at) as m, sum(amount) as gross from orders group by 1) select months.m, coalesce(g.gross, 0) from months left join g on g.m = months.m order by 1

-- spine of all months and stores
with months as (select distinct month from targets), spine as (select s.store_id, m.month from stores s cross join months m), g as (select store_id, cast(date_trunc('month', ordered_at) as date) as month, sum(amount) gross from orders group by 1, 2) select spine.store_id, spine.month, coalesce(g.gross, 0) from spine left join g on g.store_id = spine.store_id and g.month = spine.month

-- values as a table
select o.channel, sum(o.amount) from orders o join (values ('web'), ('shop')) as wanted(channel) on wanted.channel = o.channel group by 1

-- constants as one row
with settings as (select 0.2 as vat, 100 as large) select sum(o.amount * (1 + s.vat)) from orders o cross join settings s

-- limit one as one row
select count(*) from orders o cross join (select amount from orders order by amount desc limit 1) top where o.amount = top.amount

-- filtered to one row by its key
select sum(o.amount) from orders o join stores s on s.store_id = 1

-- first order of each customer: cohort
with firsts as (select customer_id, min(ordered_at) as first_at from orders group by customer_id) select date_trunc('month', f.first_at) as cohort, date_trunc('month', o.ordered_at) as month, count(distinct o.customer_id) as active, sum(o.amount) as gross from orders o join firsts f on f.customer_id = o.customer_id group by 1, 2

-- new and returning
with firsts as (select customer_id, min(order_id) as first_order from orders group by 1) select case when o.order_id = f.first_order then 'new' else 'returning' end as kind, count(*), sum(o.amount) from orders o left join firsts f on f.customer_id = o.customer_id group by 1

-- repeat buyers
select count(*) filter (where n > 1) * 1.0 / count(*) from (select customer_id, count(*) n from orders where customer_id is not null group by customer_id) x

-- average of lines in an order
select avg(n) from (select order_id, count(*) as n from order_items group by order_id) x

-- basket size by channel
select o.channel, avg(b.units) from orders o join (select order_id, sum(quantity) units from order_items group by order_id) b on b.order_id = o.order_id group by o.channel

-- pairs of products
select a.product_id, b.product_id, count(distinct a.order_id) as together from order_items a join order_items b on a.order_id = b.order_id and a.product_id < b.product_id group by 1, 2

-- return rate of products
with sold as (select product_id, sum(quantity) units from order_items group by 1), back as (select i.product_id, count(*) returned from returns r join order_items i on i.order_id = r.order_id and i.line = r.line group by 1) select p.category, sum(s.units), sum(b.returned) from products p left join sold s on s.product_id = p.product_id left join back b on b.product_id = p.product_id group by 1

-- tags through the bridge, counted distinctly
select t.tag, count(distinct ot.order_id) from order_tags ot join tags t on t.tag_id = ot.tag_id group by 1

-- rows of the bridge
select t.tag, count(*) from order_tags ot join tags t on t.tag_id = ot.tag_id join orders o on o.order_id = ot.order_id group by 1

-- orders with a tag by exists
select sum(o.amount) from orders o where exists (select 1 from order_tags ot join tags t using (tag_id) where ot.order_id = o.order_id and t.tag = 'gift')

-- one tag through the bridge
select sum(o.amount) from orders o join order_tags ot on ot.order_id = o.order_id and ot.tag_id = 3

-- list of orders and their lines
select o.order_no, i.line, i.price from orders o join order_items i on i.order_id = o.order_id order by 1, 2

-- distinct list
select distinct c.country, p.category from customers c join orders o using (customer_id) join order_items i using (order_id) join products p using (product_id)

-- count of distinct pairs
select count(*) from (select distinct c.country, p.category from customers c join orders o using (customer_id) join order_items i using (order_id) join products p using (product_id)) x

-- string list of the distinct
select o.order_id, string_agg(distinct p.category, ', ') from orders o join order_items i using (order_id) join products p using (product_id) group by 1

-- list of a child's values
select o.order_id, list(i.price) from orders o join order_items i using (order_id) group by 1

-- nested ctes
with a as (select order_id, sum(quantity) q from order_items group by 1), b as (select o.customer_id, sum(a.q) q, sum(o.amount) g from orders o left join a using (order_id) group by 1), c as (select c.country, sum(b.q) q, sum(b.g) g from customers c join b using (customer_id) group by 1) select country, g / nullif(q, 0) from c

-- aggregate of aggregates by segment
select segment, avg(gross), max(gross) from (select c.segment, c.customer_id, sum(o.amount) gross from customers c join orders o on o.customer_id = c.customer_id group by 1, 2) x group by segment

-- grouping sets of one table
select channel, status, sum(amount) from orders group by grouping sets ((channel), (status), ())

-- rollup
select s.region, s.name, sum(o.amount) from orders o join stores s using (store_id) group by rollup (s.region, s.name)

-- cube
select channel, status, count(*) from orders group by cube (channel, status)

-- grouping function
select channel, grouping(channel), sum(amount) from orders group by rollup (channel)

-- group by all
select channel, status, sum(amount) from orders group by all

-- group by an expression
select case when amount > 100 then 'large' else 'small' end as size, count(*), sum(amount) from orders group by case when amount > 100 then 'large' else 'small' end

-- a field that is an expression
select is_large, count(*), sum(amount) from orders group by is_large

-- year and quarter
select extract(year from ordered_at) y, extract(quarter from ordered_at) q, sum(amount) from orders group by 1, 2

-- conversion of visitors
select v.source, count(distinct v.customer_id) visitors, count(distinct o.customer_id) buyers from visits v left join orders o on o.customer_id = v.customer_id group by 1

-- last visit before the order
select o.order_id, (select v.source from visits v where v.customer_id = o.customer_id and v.visited_at <= o.ordered_at order by v.visited_at desc limit 1) as source from orders o

-- gross by the last source
select source, sum(amount) from (select o.order_id, o.amount, (select v.source from visits v where v.customer_id = o.customer_id and v.visited_at <= o.ordered_at order by v.visited_at desc limit 1) as source from orders o) x group by source

-- salary above the manager's
select count(*) from employees e join employees m on m.employee_id = e.manager_id where e.salary > m.salary

-- salary share of the store
select e.name, e.salary / sum(e.salary) over (partition by e.store_id) from employees e

-- store's area for each employee
with staff as (select store_id, count(*) heads, sum(salary) pay from employees group by store_id) select s.region, sum(s.area) area, sum(staff.heads) heads, sum(staff.pay) pay from stores s left join staff on staff.store_id = s.store_id group by 1

-- three facts of a store
with o as (select store_id, sum(amount) g from orders group by 1), t as (select store_id, sum(target) t from targets group by 1), e as (select store_id, sum(salary) p from employees group by 1) select s.name, o.g, t.t, e.p from stores s left join o using (store_id) left join t using (store_id) left join e using (store_id)

-- three facts of a region
with o as (select store_id, sum(amount) g from orders group by 1), t as (select store_id, sum(target) t from targets group by 1), e as (select store_id, sum(salary) p from employees group by 1) select s.region, sum(s.area), sum(o.g), sum(t.t), sum(e.p) from stores s left join o using (store_id) left join t using (store_id) left join e using (store_id) group by 1

-- difference of years
select this.m, this.gross, before.gross from (select extract(month from ordered_at) m, sum(amount) gross from orders where ordered_at >= '2025-01-01' group by 1) this left join (select extract(month from ordered_at) m, sum(amount) gross from orders where ordered_at < '2025-01-01' group by 1) before on before.m = this.m

-- self join of months
with g as (select cast(date_trunc('month', ordered_at) as date) m, sum(amount) gross from orders group by 1) select a.m, a.gross, b.gross from g a left join g b on b.m = a.m - interval 1 year

-- total of a self join of months
with g as (select cast(date_trunc('month', ordered_at) as date) as m, sum(amount) gross from orders group by 1) select sum(a.gross), sum(b.gross) from g a left join g b on b.m = cast(a.m - interval 1 month as date)

-- median of totals
select median(total) from (select customer_id, sum(amount) total from orders group by 1) x

-- ntile of customers
select bucket, count(*), avg(total) from (select customer_id, sum(amount) total, ntile(4) over (order by sum(amount)) bucket from orders group by customer_id) x group by bucket

-- rank then filter, parent's field
select country, count(*) from (select c.country, o.amount, rank() over (order by o.amount desc) r from orders o join customers c using (customer_id)) x where r <= 10 group by country

-- first and last
select customer_id, first(status order by ordered_at), last(status order by ordered_at) from orders group by 1

-- union of two periods
select 'before' as period, sum(amount) from orders where ordered_at < '2025-01-01' union all select 'after', sum(amount) from orders where ordered_at >= '2025-01-01'

-- limit and offset
select channel, sum(amount) g from orders group by 1 order by g desc, 1 limit 2 offset 1

-- a table used twice for two roles
select a.name, b.name, count(*) from employees e left join stores a on a.store_id = e.store_id left join employees m on m.employee_id = e.manager_id left join stores b on b.store_id = m.store_id group by 1, 2

-- condition on the child in the parent's aggregate by a distinct key
select count(distinct case when p.category = 'Bikes' then o.order_id end) from orders o join order_items i using (order_id) join products p using (product_id)

-- full join on the key
select coalesce(c.customer_id, p.customer_id) as id, c.credit, p.points from customers c full join profiles p on p.customer_id = c.customer_id

-- sums over a full join on the key
select sum(c.credit), sum(p.points) from customers c full join profiles p on p.customer_id = c.customer_id

-- coalesced groups
select coalesce(c.country, 'unknown') as country, count(*), sum(o.amount) from orders o left join customers c using (customer_id) group by 1

-- count of a key through an outer join
select s.region, count(o.order_id), count(distinct o.customer_id) from stores s left join orders o on o.store_id = s.store_id group by s.region

-- inner query renames
select k, sum(v) from (select c.country as k, o.amount as v from orders o join customers c on c.customer_id = o.customer_id) as t(k, v) group by k

-- cte with column names
with t(k, v) as (select customer_id, sum(amount) from orders group by customer_id) select c.country, sum(v) from t join customers c on c.customer_id = t.k group by 1

-- cte used twice
with t as (select customer_id, sum(amount) as total from orders group by 1) select count(*) from t where total > (select avg(total) from t)

-- select star of a subquery
select count(*) from (select * from orders where status = 'paid') x

-- star of one table among two
select sum(amount) from (select o.* from orders o join customers c using (customer_id) where c.country = 'US') x

-- not null keys
select count(*) from orders where customer_id is not null

-- nullif and coalesce
select sum(coalesce(o.shipping_fee, 0)) / nullif(count(*), 0) from orders o

-- arithmetic of the parent and the grandparent
select s.region, sum(o.amount * (1 - o.discount)) from orders o join stores s on s.store_id = o.store_id group by 1

-- age of the account
select avg(date_diff('day', c.signed_up, o.ordered_at)) from orders o join customers c on c.customer_id = o.customer_id

-- price against the list
select p.brand, avg(i.price / p.list_price) from order_items i join products p on p.product_id = i.product_id group by 1

-- correlated count in where
select sum(credit) from customers c where (select count(*) from orders o where o.customer_id = c.customer_id) >= 2

-- equal to any of a subquery
select sum(amount) from orders where customer_id = any (select customer_id from customers where segment = 'business')

-- lateral of one row
select o.order_id, x.last_visit from orders o, lateral (select max(v.visited_at) as last_visit from visits v where v.customer_id = o.customer_id) x

-- sum beside a lateral of one row
select sum(o.amount), max(x.n) from orders o cross join lateral (select count(*) as n from order_items i where i.order_id = o.order_id) x

-- left join lateral limit one
select sum(o.amount) from orders o left join lateral (select v.source from visits v where v.customer_id = o.customer_id order by v.visited_at desc limit 1) x on true

-- lateral group filtered
select x.source, sum(o.amount) from orders o left join lateral (select v.source from visits v where v.customer_id = o.customer_id and v.visited_at <= o.ordered_at order by v.visited_at desc limit 1) x on true group by 1

-- parentheses around a join condition
select sum(o.amount) from orders o join customers c on (c.customer_id = o.customer_id and (c.segment = 'business'))

-- condition in where after a left join
select sum(o.amount) from orders o left join customers c on c.customer_id = o.customer_id where c.country = 'US' or c.country is null

-- is not distinct from on keys of groups
with a as (select channel, sum(amount) g from orders group by 1), b as (select channel, count(*) n from orders group by 1) select a.channel, a.g, b.n from a join b on a.channel is not distinct from b.channel

-- totals over groups joined null-safely
with a as (select channel, sum(amount) g from orders group by 1), b as (select channel, sum(shipping_fee) f from orders group by 1) select sum(a.g), sum(b.f) from a join b on a.channel is not distinct from b.channel

-- cast key
select sum(o.amount) from orders o join customers c on c.customer_id = cast(o.customer_id as bigint)

-- months of two facts by an expression
with t as (select store_id, month, sum(target) as target from targets group by 1, 2) select sum(o.gross), sum(t.target) from (select store_id, cast(date_trunc('month', ordered_at) as date) as month, sum(amount) as gross from orders group by 1, 2) o left join t on t.store_id = o.store_id and t.month = o.month

-- target of the month for each order, once for each
with o as (select store_id, cast(date_trunc('month', ordered_at) as date) as month, sum(amount) gross from orders group by 1, 2) select s.region, sum(t.target), sum(o.gross) from targets t join stores s on s.store_id = t.store_id left join o on o.store_id = t.store_id and o.month = t.month group by 1

-- target beside each order, shown
select o.order_no, t.target from orders o left join targets t on t.store_id = o.store_id and t.month = cast(date_trunc('month', o.ordered_at) as date)

-- orders against a target, orders added up
select sum(o.amount) from orders o left join targets t on t.store_id = o.store_id and t.month = cast(date_trunc('month', o.ordered_at) as date)

-- snapshot of one day joined by the rest of its key
select sum(i.on_hand * p.list_price) from inventory i join products p on p.product_id = i.product_id where i.day = '2025-01-31'

-- stock on one day beside what was sold
with sold as (select product_id, sum(quantity) q from order_items group by 1) select p.category, sum(p2.on_hand), sum(sold.q) from products p left join (select product_id, sum(on_hand) as on_hand from inventory where day = '2025-01-31' group by 1) p2 on p2.product_id = p.product_id left join sold on sold.product_id = p.product_id group by 1

-- one store's stock of one day joined to products
select sum(p.list_price) from products p join inventory i on i.product_id = p.product_id and i.store_id = 1 and i.day = '2025-01-31'

-- count of one
select c.country, count(1) from orders o join customers c using (customer_id) group by 1

-- sum of one
select c.country, sum(1) from orders o join customers c using (customer_id) group by 1

-- average of a flag
select avg(case when o.status = 'cancelled' then 1.0 else 0.0 end) from orders o

-- average of a comparison with the parent
select avg(case when i.price < p.list_price then 1 else 0 end) from order_items i join products p using (product_id)

-- exists as a flag in the list
select order_no, exists (select 1 from returns r where r.order_id = o.order_id) as returned from orders o

-- sum by an exists flag
select returned, sum(amount) from (select o.amount, exists (select 1 from returns r where r.order_id = o.order_id) as returned from orders o) x group by returned

-- aggregates of exists
select sum(case when exists (select 1 from returns r where r.order_id = o.order_id) then o.amount else 0 end) from orders o

-- orders of customers who visited by ads, distinct first
with v as (select distinct customer_id from visits where source = 'ads') select sum(o.amount) from orders o join v on v.customer_id = o.customer_id

-- visits of each customer beside orders of each
with v as (select customer_id, count(*) visits, sum(pages) pages from visits group by 1), o as (select customer_id, count(*) orders, sum(amount) gross from orders group by 1) select c.segment, sum(v.visits), sum(v.pages), sum(o.orders), sum(o.gross), sum(c.credit) from customers c left join v on v.customer_id = c.customer_id left join o on o.customer_id = c.customer_id group by 1

-- full join of two facts by customer
with v as (select customer_id, count(*) visits from visits group by 1), o as (select customer_id, sum(amount) gross from orders group by 1) select count(*), sum(visits), sum(gross) from v full join o on o.customer_id = v.customer_id

-- full join with using
with v as (select customer_id, count(*) visits from visits group by 1), o as (select customer_id, sum(amount) gross from orders group by 1) select c.country, sum(visits), sum(gross) from v full join o using (customer_id) left join customers c using (customer_id) group by 1

-- bucketed by a window and then grouped
select day_no, count(*) from (select o.order_id, row_number() over (partition by o.customer_id order by o.ordered_at) as day_no from orders o) x group by day_no

-- the second order
with n as (select customer_id, amount, row_number() over (partition by customer_id order by ordered_at) as k from orders) select avg(a.amount), avg(b.amount) from n a join n b on b.customer_id = a.customer_id and b.k = 2 where a.k = 1

-- next order by lead
select avg(gap) from (select date_diff('day', ordered_at, lead(ordered_at) over (partition by customer_id order by ordered_at)) as gap from orders) x

-- previous order's amount, averaged
select avg(amount - before) from (select amount, lag(amount) over (partition by customer_id order by ordered_at) as before from orders) x

-- share inside the customer, averaged
select max(share) from (select amount / sum(amount) over (partition by customer_id) as share from orders) x

-- keep groups above a share
select count(*) from (select p.category, sum(i.quantity) / sum(sum(i.quantity)) over () as share from order_items i join products p using (product_id) group by 1) x where share > 0.1

-- pareto
select count(*) from (select product_id, sum(g) over (order by g desc) / sum(g) over () as upto from (select product_id, sum(quantity * price) as g from order_items group by 1) y) x where upto <= 0.8

-- price changes of products
select product_id, count(distinct price) from order_items group by 1

-- mode
select channel, mode(status) from orders group by 1

-- approximate distinct
select c.country, approx_count_distinct(o.customer_id) from customers c join orders o using (customer_id) join order_items i using (order_id) group by 1

-- three facts by full joins
with o as (select customer_id, sum(amount) gross from orders group by 1), v as (select customer_id, count(*) visits from visits group by 1), p as (select customer_id, sum(points) points from profiles group by 1) select sum(gross), sum(visits), sum(points) from o full join v using (customer_id) full join p using (customer_id)

-- three facts by full joins, with the merged column
with o as (select customer_id, sum(amount) gross from orders group by 1), v as (select customer_id, count(*) visits from visits group by 1), p as (select customer_id, sum(points) points from profiles group by 1) select count(customer_id), sum(gross), sum(visits), sum(points) from o full join v using (customer_id) full join p using (customer_id)

-- three facts by full joins, written out
with o as (select date_trunc('month', ordered_at) m, sum(amount) gross from orders group by 1), r as (select date_trunc('month', returned_on) m, sum(refund) refund from returns group by 1), v as (select date_trunc('month', visited_at) m, count(*) visits from visits group by 1) select extract(year from coalesce(o.m, r.m, v.m)) as y, sum(gross), sum(refund), sum(visits) from o full join r on r.m = o.m full join v on v.m = coalesce(o.m, r.m) group by 1

-- three facts listed by full joins
with o as (select customer_id, sum(amount) gross from orders group by 1), v as (select customer_id, count(*) visits from visits group by 1), p as (select customer_id, sum(points) points from profiles group by 1) select customer_id, gross, visits, points from o full join v using (customer_id) full join p using (customer_id) order by 1

-- a series of days in FROM
select d.day, coalesce(sum(o.amount), 0) from generate_series(timestamp '2025-01-01', timestamp '2025-01-31', interval 1 day) as d(day) left join orders o on date_trunc('day', o.ordered_at) = d.day group by 1

-- a repeated cte deduplicated by group by
with x as (select o.order_id, o.channel, o.amount, p.category from orders o join order_items i using (order_id) join products p using (product_id)), d as (select order_id, channel, max(amount) as amount from x group by order_id, channel) select channel, sum(amount) from d group by channel

-- a repeated cte deduplicated by distinct
with x as (select o.order_id, o.channel, o.amount, p.category from orders o join order_items i using (order_id) join products p using (product_id) where p.category = 'Bikes'), d as (select distinct order_id, channel, amount from x) select channel, sum(amount) from d group by channel

-- a repeated cte deduplicated by row number
with x as (select o.order_id, o.amount, row_number() over (partition by o.order_id order by i.line) as rn from orders o join order_items i using (order_id)) select sum(amount) from x where rn = 1

-- a repeated cte deduplicated by qualify
select sum(amount) from (select o.order_id, o.amount from orders o join order_items i using (order_id) qualify row_number() over (partition by o.order_id order by i.line) = 1) x

-- a repeated cte deduplicated by distinct on
select sum(amount), count(*) from (select distinct on (o.order_id) o.order_id, o.amount from orders o join order_items i using (order_id)) x

-- average number of distinct orders of a category
select avg(n) from (select p.category, count(distinct i.order_id) n from order_items i join products p using (product_id) group by 1) x

-- most distinct orders of a category
select max(n) from (select p.category, count(distinct o.order_id) n from orders o join order_items i using (order_id) join products p using (product_id) group by 1) x

-- a lookup beside each row
select o.order_no, (select s.area from stores s where s.store_id = o.store_id) as area, o.amount from orders o

-- the share of a looked-up total
select sum(o.amount / (select sum(x.amount) from orders x where x.store_id = o.store_id)) from orders o

-- day names and months
select dayname(ordered_at) as day, count(*), sum(amount) from orders group by dayname(ordered_at)

-- the day's name of the order, its lines
select dayname(o.ordered_at) as day, sum(i.quantity) from orders o join order_items i using (order_id) group by dayname(o.ordered_at)

-- anti join by the key that is matched
select count(*), sum(o.amount) from orders o left join (select order_id, count(*) n from returns group by 1) r on r.order_id = o.order_id where r.order_id is null

-- anti join of two
select count(*) from customers c left join orders o on o.customer_id = c.customer_id left join visits v on v.customer_id = c.customer_id where o.order_id is null and v.visit_id is null

-- count after an inner join that needs the outer one
select count(*) from customers c left join orders o on o.customer_id = c.customer_id join stores s on s.store_id = o.store_id

-- count with a condition that needs the outer one
select count(*) from customers c left join orders o on o.customer_id = c.customer_id where o.amount > 5

-- orders of customers who came by ads first
with firsts as (select distinct on (customer_id) customer_id, source from visits order by customer_id, visited_at) select f.source, count(*), sum(o.amount) from orders o left join firsts f on f.customer_id = o.customer_id group by 1

-- first touch by a window
with firsts as (select customer_id, source from (select customer_id, source, row_number() over (partition by customer_id order by visited_at) as n from visits) x where n = 1) select f.source, sum(o.amount) from orders o left join firsts f using (customer_id) group by 1

-- first_value and distinct
with firsts as (select distinct customer_id, first_value(source) over (partition by customer_id order by visited_at, visit_id) as source from visits) select source, count(*) from firsts group by 1

-- a condition in a left join on the kept side
select sum(o.amount) from orders o left join returns r on r.order_id = o.order_id and o.status = 'paid' where r.order_id is null

-- parts of a union that no row is in both of
select sum(a) from (select amount a from orders where status = 'paid' union all select amount from orders where status = 'open') x

-- before and after a day
select count(*), sum(a) from (select amount a from orders where ordered_at < '2025-01-01' union all select amount from orders where ordered_at >= '2025-01-01') x

-- unpivoted and grouped by what it is
select kind, sum(v) from (select 'amount' as kind, amount v from orders union all select 'fee', shipping_fee from orders union all select 'net', amount - shipping_fee from orders) x group by kind

-- unpivoted and pivoted back
select channel, sum(case when kind = 'gross' then v end) gross, sum(v) filter (where kind = 'net') net from (select 'gross' as kind, channel, amount v from orders union all select 'net', channel, amount * (1 - discount) from orders) x group by channel

-- one kind of an unpivoted table
select count(*), avg(v) from (select 'gross' as kind, amount v from orders union all select 'net', amount * (1 - discount) from orders) x where kind = 'net'

-- two kinds in a cte, grouped by kind later
with u as (select 'a' as kind, channel, amount v from orders union all select 'b', channel, amount * 2 from orders), w as (select kind, channel, v from u where v > 3) select kind, channel, sum(v), count(*) from w group by kind, channel

-- a total under its groups
select channel, sum(amount) a from orders group by 1 union all select 'all', sum(amount) from orders

-- amounts of one table in two columns
select sum(now) / nullif(sum(before), 0) from (select amount as now, 0 as before from orders where ordered_at >= '2025-01-01' union all select 0, amount from orders where ordered_at < '2025-01-01') x

-- amounts of one table in two columns, not told apart
select sum(a), sum(b) from (select amount as a, 0 as b from orders union all select 0, shipping_fee from orders) x

-- days of a series, cast, in a cte
with days as (select cast(d as date) as day from (select unnest(generate_series(date '2025-01-01', date '2025-03-31', interval 1 day)) as d) x), daily as (select cast(ordered_at as date) as day, sum(amount) as rev from orders group by 1) select days.day, coalesce(daily.rev, 0), avg(coalesce(daily.rev, 0)) over (order by days.day rows between 6 preceding and current row) from days left join daily on daily.day = days.day

-- days of a series, cast where they are spread
with days as (select cast(unnest(generate_series(date '2025-01-01', date '2025-01-31', interval 1 day)) as date) as day) select sum(o.amount), count(o.order_id) from days left join orders o on cast(o.ordered_at as date) = days.day

-- months of a series
select m.month, sum(coalesce(t.target, 0)) from (select cast(month as date) as month from generate_series(date '2024-11-01', date '2025-03-01', interval 1 month) as s(month)) m left join targets t on t.month = m.month group by 1

-- distinct values counted by name
select count(customer_id) from (select distinct o.customer_id from orders o join order_items i using (order_id) join products p using (product_id) where p.category = 'Bikes') x

-- distinct values as a list
select string_agg(category, ', ' order by category) from (select distinct p.category from products p join order_items i using (product_id)) x

-- groups counted by name
select count(customer_id) from (select o.customer_id from orders o join order_items i using (order_id) group by o.customer_id having sum(i.quantity) > 20) x

-- monthly buyers, averaged
select avg(n) from (select date_trunc('month', ordered_at) as m, count(distinct customer_id) as n from orders group by 1) x

-- buyers by their own country, added up
select sum(n) from (select c.country, count(distinct o.customer_id) as n from orders o join customers c on c.customer_id = o.customer_id group by 1) x

-- orders of each store, counted by their key and added up
select sum(n) from (select store_id, count(distinct order_id) as n from orders group by 1) x
