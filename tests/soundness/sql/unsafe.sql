-- SQL over tests/soundness/market.yaml that adds up rows which a join has repeated, or rows that stand for nothing: all of it is refused.
-- Statements are separated by blank lines; the comment above one says how it hides the repetition.

-- plainly
select sum(o.amount) from orders o join order_items i on i.order_id = o.order_id

-- left
select sum(o.amount) from orders o left join order_items i on i.order_id = o.order_id

-- comma
select sum(o.amount) from orders o, order_items i where i.order_id = o.order_id

-- using
select sum(amount) from orders join order_items using (order_id)

-- natural
select sum(amount) from orders natural join order_items

-- right
select sum(o.amount) from order_items i right join orders o on o.order_id = i.order_id

-- full
select sum(o.amount) from order_items i full join orders o on o.order_id = i.order_id

-- average
select avg(o.amount) from orders o join order_items i on i.order_id = o.order_id

-- median
select median(o.amount) from orders o join order_items i on i.order_id = o.order_id

-- deviation
select stddev(o.amount) from orders o join order_items i on i.order_id = o.order_id

-- count of a column
select count(o.order_id) from orders o join order_items i on i.order_id = o.order_id

-- product
select product(o.amount) from orders o join order_items i on i.order_id = o.order_id

-- correlation
select corr(o.amount, o.discount) from orders o join order_items i on i.order_id = o.order_id

-- quantile
select quantile_cont(o.amount, 0.5) from orders o join order_items i on i.order_id = o.order_id

-- within group
select percentile_cont(0.5) within group (order by o.amount) from orders o join order_items i on i.order_id = o.order_id

-- list
select list(o.amount) from orders o join order_items i on i.order_id = o.order_id

-- string
select string_agg(o.order_no, ',') from orders o join order_items i on i.order_id = o.order_id

-- mode
select mode(o.amount) from orders o join order_items i on i.order_id = o.order_id

-- an aggregate that nobody knows
select entropy(o.amount) from orders o join order_items i on i.order_id = o.order_id

-- xor counts repetitions
select bit_xor(cast(o.amount as bigint)) from orders o join order_items i on i.order_id = o.order_id

-- distinct of the amount as a false repair
select sum(distinct o.amount) from orders o join order_items i on i.order_id = o.order_id

-- average of the distinct amounts
select avg(distinct o.amount) from orders o join order_items i on i.order_id = o.order_id

-- distinct sum by the child's field
select p.category, sum(distinct o.amount) from orders o join order_items i using (order_id) join products p using (product_id) group by 1

-- grouped by the parent
select o.order_id, sum(o.amount) from orders o join order_items i on i.order_id = o.order_id group by 1

-- grouped by the child
select p.category, sum(o.amount) from orders o join order_items i using (order_id) join products p using (product_id) group by 1

-- sum divided by count, as if it were the average
select sum(o.amount) / count(*) from orders o join order_items i using (order_id)

-- the parent's parent
select sum(c.credit) from customers c join orders o using (customer_id) join order_items i using (order_id)

-- a parent of orders
select c.country, sum(c.credit), sum(o.amount) from customers c join orders o using (customer_id) group by 1

-- area of stores by orders
select s.region, sum(s.area), count(o.order_id) from stores s left join orders o using (store_id) group by 1

-- list price of what was sold
select p.category, sum(p.list_price) from products p join order_items i using (product_id) group by 1

-- average list price of what was sold
select avg(p.list_price) from products p join order_items i using (product_id)

-- two children of one parent
select sum(i.quantity), sum(p.paid) from orders o join order_items i using (order_id) join payments p using (order_id)

-- two children, one left
select sum(i.quantity) from orders o join order_items i using (order_id) left join payments p using (order_id)

-- two children of a customer
select c.country, count(o.order_id), count(v.visit_id) from customers c left join orders o using (customer_id) left join visits v using (customer_id) group by 1

-- rows of two children
select count(*) from customers c join orders o using (customer_id) join visits v using (customer_id)

-- two facts joined by the customer
select sum(o.amount) from orders o join visits v on v.customer_id = o.customer_id

-- two facts joined by the day
select sum(o.amount), sum(r.refund) from orders o join returns r on r.returned_on = cast(o.ordered_at as date)

-- two facts joined by month
select date_trunc('month', o.ordered_at), sum(o.amount), sum(t.target) from orders o join targets t on t.store_id = o.store_id and t.month = date_trunc('month', o.ordered_at) group by 1

-- target of each order's month
select sum(t.target) from orders o join targets t on t.store_id = o.store_id and t.month = cast(date_trunc('month', o.ordered_at) as date)

-- targets by the store only
select sum(o.amount) from orders o join targets t on t.store_id = o.store_id

-- inventory by part of its key
select sum(p.list_price) from products p join inventory i on i.product_id = p.product_id and i.day = '2025-01-31'

-- inventory beside sales
select sum(i.quantity), sum(v.on_hand) from order_items i join inventory v on v.product_id = i.product_id

-- inventory beside the store
select sum(s.area) from stores s join inventory i on i.store_id = s.store_id and i.product_id = 1

-- returns by part of the composite key
select sum(i.quantity) from order_items i join returns r on r.order_id = i.order_id

-- children by part of the composite key
select sum(r.refund) from returns r join order_items i on i.order_id = r.order_id

-- part of the key with using
select sum(refund) from returns join order_items using (order_id)

-- the whole key of the wrong side
select sum(i.quantity) from order_items i left join returns r using (order_id, line)

-- cross join
select sum(o.amount) from orders o cross join customers c

-- cross join counted
select count(*) from orders o cross join stores s

-- cross join of commas
select count(*) from orders, stores

-- cross join with a table of constants that has two rows
select sum(o.amount) from orders o cross join (values (1), (2)) as t(n)

-- cross join with a series
select sum(o.amount) from orders o cross join (select unnest(generate_series(1, 3)) as n) t

-- cross join with groups
select sum(o.amount) from orders o cross join (select channel, count(*) n from orders group by 1) t

-- on true
select sum(o.amount) from orders o join stores s on true

-- on one equals one
select sum(o.amount) from orders o join stores s on 1 = 1

-- inequality
select sum(o.amount) from orders o join customers c on c.customer_id <= o.customer_id

-- not equal
select count(*) from orders o join customers c on c.customer_id <> o.customer_id

-- a range
select sum(o.amount) from orders o join visits v on v.visited_at between o.ordered_at - interval 1 day and o.ordered_at

-- a range of the same customer
select sum(o.amount) from orders o join visits v on v.customer_id = o.customer_id and v.visited_at <= o.ordered_at

-- or in the condition
select sum(o.amount) from orders o join customers c on c.customer_id = o.customer_id or c.referred_by = o.customer_id

-- or in WHERE
select sum(o.amount) from orders o, customers c where c.customer_id = o.customer_id or o.customer_id is null

-- not in the condition
select sum(o.amount) from orders o join customers c on not (c.customer_id = o.customer_id)

-- in a list is not one
select sum(o.amount) from orders o join customers c on c.customer_id in (o.customer_id, 1)

-- an expression of the key
select sum(o.amount) from orders o join customers c on c.customer_id % 10 = o.customer_id % 10

-- a lower case of a key
select sum(v.pages) from visits v join customers c on lower(c.name) = v.source

-- a function of the key on its own side
select sum(o.amount) from orders o join customers c on coalesce(c.customer_id, 0) = o.customer_id

-- a non-key that looks like one
select sum(o.amount) from orders o join customers c on c.name = o.order_no

-- region is no key
select sum(o.amount) from orders o join stores s on s.region = o.channel

-- a random value is no constant
select sum(o.amount) from orders o join customers c on c.customer_id = cast(random() * 10 as integer) join order_items i on i.order_id = o.order_id

-- joined by another row of itself
select sum(a.amount) from orders a join orders b on a.customer_id = b.customer_id

-- siblings
select sum(a.salary) from employees a join employees b on b.manager_id = a.manager_id

-- reports of a manager
select sum(m.salary) from employees m join employees e on e.manager_id = m.employee_id

-- counting managers by their reports
select m.role, count(m.employee_id) from employees m left join employees e on e.manager_id = m.employee_id group by 1

-- referred customers
select sum(r.credit) from customers r join customers c on c.referred_by = r.customer_id

-- bridge
select t.tag, sum(o.amount) from orders o join order_tags ot using (order_id) join tags t using (tag_id) group by 1

-- bridge, counted
select count(o.order_id) from orders o join order_tags ot using (order_id)

-- bridge of lines
select sum(i.quantity) from order_items i join order_tags ot on ot.order_id = i.order_id

-- bridge with a filter on the tag's name
select sum(o.amount) from orders o join order_tags ot using (order_id) join tags t using (tag_id) where t.tag = 'gift'

-- in a cte
with x as (select o.amount, i.price from orders o join order_items i using (order_id)) select sum(amount) from x

-- two ctes
with x as (select o.amount as a from orders o join order_items i using (order_id)), y as (select a * 2 as b from x) select sum(b) from y

-- three ctes and a filter
with x as (select o.order_id, o.amount, i.product_id from orders o join order_items i using (order_id)), y as (select * from x where amount > 5), z as (select y.amount, p.category from y join products p using (product_id)) select category, sum(amount) from z group by 1

-- joined cte
with x as (select o.order_id, o.amount, i.line from orders o join order_items i using (order_id)) select c.country, sum(x.amount) from x join orders o on o.order_id = x.order_id join customers c on c.customer_id = o.customer_id group by 1

-- cte whose key is repeated
with x as (select o.order_id, i.price from orders o join order_items i using (order_id)) select sum(o.amount) from orders o join x on x.order_id = o.order_id

-- count of the rows of such a cte, joined
with x as (select i.order_id from order_items i) select sum(o.amount), count(*) from orders o join x using (order_id)

-- a subquery with a star
select sum(amount) from (select o.*, i.price from orders o join order_items i using (order_id)) x

-- a subquery in a subquery
select sum(a) from (select a from (select o.amount as a, i.price as p from orders o join order_items i using (order_id)) x where p > 1) y

-- ordered and limited on the way
select sum(amount) from (select o.amount from orders o join order_items i using (order_id) order by i.price limit 10) x

-- renamed on the way
select sum(v) from (select o.amount, i.price from orders o join order_items i using (order_id)) as t(v, p)

-- coalesced on the way
select sum(v) from (select coalesce(o.amount, 0) as v from orders o join order_items i using (order_id)) x

-- computed on the way
select sum(v) from (select o.amount * i.quantity / 2 + o.shipping_fee as v from orders o join order_items i using (order_id)) x

-- a case on the way
select sum(v) from (select case when i.price > 5 then o.amount else 0 end as v from orders o join order_items i using (order_id)) x

-- distinct without the key
select sum(amount) from (select distinct o.amount, i.price from orders o join order_items i using (order_id)) x

-- distinct of the amount alone
select sum(amount) from (select distinct o.amount from orders o join order_items i using (order_id)) x

-- distinct of a field and the amount
select channel, sum(amount) from (select distinct o.channel, o.amount from orders o join order_items i using (order_id)) x group by 1

-- distinct of the key and a child's field
select category, sum(amount) from (select distinct o.order_id, o.amount, p.category from orders o join order_items i using (order_id) join products p using (product_id)) x group by category

-- distinct of the child's key
select sum(amount) from (select distinct o.order_id, i.line, o.amount from orders o join order_items i using (order_id)) x

-- distinct on the child's key
select sum(amount) from (select distinct on (i.order_id, i.line) o.amount from orders o join order_items i using (order_id)) x

-- distinct on a field that is no key
select sum(amount) from (select distinct on (i.price) o.amount, o.order_id from orders o join order_items i using (order_id)) x

-- distinct of a subset, rejoined
with d as (select distinct customer_id, channel from orders) select sum(c.credit) from customers c join d on d.customer_id = c.customer_id

-- distinct of a window
select sum(t) from (select distinct customer_id, amount, sum(amount) over (partition by customer_id) as t from orders) x

-- grouped by the key and a child's field
select sum(amount) from (select o.order_id, o.amount, i.price from orders o join order_items i using (order_id) group by 1, 2, 3) x

-- grouped by a key and taken for unique by another
with g as (select customer_id, channel, sum(amount) a from orders group by 1, 2) select sum(c.credit) from customers c left join g on g.customer_id = c.customer_id

-- grouped by two, joined by one
with a as (select store_id, date_trunc('month', ordered_at) m, sum(amount) g from orders group by 1, 2) select sum(a.g), sum(t.target) from a join targets t on t.store_id = a.store_id

-- grouped by an expression that is not handed on
with g as (select sum(amount) a, max(customer_id) as customer_id from orders group by customer_id, channel) select sum(c.credit) from customers c join g using (customer_id)

-- grouped and max of the key
with g as (select channel, max(customer_id) as k from orders group by 1) select sum(c.credit) from customers c join g on g.k = c.customer_id

-- maximum of the parent in groups of the child, summed
select sum(a) from (select i.product_id, max(o.amount) a from orders o join order_items i using (order_id) group by 1) x

-- any value of the parent in groups of the child
select sum(a) from (select i.product_id, any_value(o.amount) a from orders o join order_items i using (order_id) group by 1) x

-- parent's amount handed through groups of parent and child
select channel, sum(a) from (select o.channel, o.order_id, i.product_id, max(o.amount) a, sum(i.quantity) q from orders o join order_items i using (order_id) group by 1, 2, 3) x group by 1

-- the key of the group is the child's
select sum(amount) from (select i.order_id, i.line, max(o.amount) amount from orders o join order_items i using (order_id) group by 1, 2) x

-- both sides of a union
select sum(a) from (select amount as a, order_id from orders union all select amount, order_id from orders) x join order_items i using (order_id)

-- one side of a union repeated
select sum(a) from (select amount a from orders union all select o.amount from orders o join order_items i using (order_id)) x

-- the other side of a union repeated
select sum(a) from (select o.amount a from orders o join order_items i using (order_id) union all select amount from orders) x

-- a union has no keys
with u as (select customer_id from orders union all select customer_id from visits) select sum(c.credit) from customers c join u on u.customer_id = c.customer_id

-- keys made non-unique by a union
with u as (select order_id, amount from orders where status = 'paid' union all select order_id, amount from orders where amount > 10) select sum(i.quantity) from order_items i join u on u.order_id = i.order_id

-- union of distinct rows is unique only as a whole
with u as (select customer_id, channel as way from orders union select customer_id, source from visits) select sum(c.credit) from customers c join u on u.customer_id = c.customer_id

-- intersect all
select sum(o.amount) from orders o join (select order_id from order_items intersect all select order_id from payments) x on x.order_id = o.order_id

-- except all
select sum(o.amount) from orders o join (select order_id from order_items except all select order_id from payments) x on x.order_id = o.order_id

-- an outer join makes a key null, which groups
select sum(n) from (select c.customer_id, o.order_id, count(*) n from customers c left join orders o using (customer_id) group by 1, 2) x join orders o2 on o2.customer_id = x.customer_id

-- count of rows that the outer join adds
select s.region, count(*) from stores s left join orders o on o.store_id = s.store_id group by 1

-- average with rows that the outer join adds
select s.region, avg(case when o.status = 'paid' then 1 else 0 end), count(*) from stores s left join orders o on o.store_id = s.store_id group by 1

-- full join counted
select count(*) from orders o full join customers c on c.customer_id = o.customer_id

-- full join of a fact and its parent, parent's amount
select sum(c.credit) from orders o full join customers c on c.customer_id = o.customer_id

-- right join counted
select count(*) from orders o right join customers c on c.customer_id = o.customer_id

-- sum of ones over an outer join
select c.country, sum(1) from customers c left join orders o on o.customer_id = c.customer_id group by 1

-- keys of outer rows are null, not unique
with x as (select o.order_id, c.customer_id from customers c left join orders o using (customer_id)) select count(*) from x left join order_items i on i.order_id = x.order_id

-- window's sum over repeated rows
select sum(o.amount) over (partition by o.customer_id) from orders o join order_items i using (order_id)

-- window's average over repeated rows
select avg(o.amount) over () from orders o join order_items i using (order_id)

-- window's count over repeated rows
select count(*) over (partition by c.customer_id) from customers c join orders o using (customer_id) join visits v using (customer_id)

-- running total over repeated rows
select sum(o.amount) over (order by o.ordered_at) from orders o join order_items i using (order_id)

-- named window
select sum(o.amount) over w from orders o join order_items i using (order_id) window w as (partition by o.customer_id)

-- a window's value summed
select sum(t) from (select sum(amount) over (partition by customer_id) as t from orders) x

-- a window's total averaged by channel
select channel, sum(total) from (select channel, sum(amount) over () as total from orders) x group by channel

-- a window's count summed
select sum(n) from (select count(*) over (partition by customer_id) as n from orders) x

-- a window's maximum summed
select sum(m) from (select max(amount) over (partition by customer_id) as m from orders) x

-- a window's share in repeated rows
select sum(s) from (select o.amount / sum(o.amount) over () as s from orders o join order_items i using (order_id)) x

-- window over aggregates of repeated rows
select p.category, sum(sum(o.amount)) over () from orders o join order_items i using (order_id) join products p using (product_id) group by 1

-- rank over repeated rows
select rank() over (order by c.credit) from customers c join orders o using (customer_id) join visits v using (customer_id)

-- quartile over repeated rows
select ntile(4) over (order by s.area) from stores s cross join products p

-- row number partitioned by something else
with r as (select customer_id, amount, row_number() over (partition by channel order by ordered_at) as n from orders) select sum(c.credit) from customers c join r on r.customer_id = c.customer_id and r.n = 1

-- row number partitioned by more than the key
with r as (select customer_id, row_number() over (partition by customer_id, channel order by ordered_at) as n from orders) select sum(c.credit) from customers c join r on r.customer_id = c.customer_id and r.n = 1

-- row number not filtered
with r as (select customer_id, row_number() over (partition by customer_id order by ordered_at) as n from orders) select sum(c.credit) from customers c join r on r.customer_id = c.customer_id

-- row number filtered to two
with r as (select customer_id, row_number() over (partition by customer_id order by ordered_at) as n from orders) select sum(c.credit) from customers c join r on r.customer_id = c.customer_id and r.n <= 2

-- row number filtered by two or more
with r as (select customer_id, row_number() over (partition by customer_id order by ordered_at) as n from orders) select sum(c.credit) from customers c join r on r.customer_id = c.customer_id where r.n >= 1

-- row number filtered with or
with r as (select customer_id, channel, row_number() over (partition by customer_id order by ordered_at) as n from orders) select sum(c.credit) from customers c join r on r.customer_id = c.customer_id where r.n = 1 or r.channel = 'web'

-- rank has ties
with r as (select customer_id, amount, rank() over (partition by customer_id order by ordered_at desc) as n from orders) select sum(c.credit) from customers c join r on r.customer_id = c.customer_id and r.n = 1

-- dense rank has ties
with r as (select customer_id, amount, dense_rank() over (partition by customer_id order by ordered_at desc) as n from orders) select sum(c.credit) from customers c join r on r.customer_id = c.customer_id and r.n = 1

-- qualify with rank
select sum(c.credit) from customers c join (select customer_id from orders qualify rank() over (partition by customer_id order by ordered_at desc) = 1) o using (customer_id)

-- qualify by another key
select sum(c.credit) from customers c join (select customer_id, store_id from orders qualify row_number() over (partition by store_id order by ordered_at desc) = 1) o using (customer_id)

-- row number of a repeated fact, by the child
select sum(amount) from (select o.amount, row_number() over (partition by i.product_id order by i.price) n from orders o join order_items i using (order_id)) x where n = 1

-- row number of a repeated fact, not filtered
select sum(amount) from (select o.order_id, o.amount, row_number() over (partition by o.order_id order by i.line) n from orders o join order_items i using (order_id)) x

-- the row number before a union
with r as (select customer_id, row_number() over (partition by customer_id order by ordered_at) n from orders union all select customer_id, row_number() over (partition by customer_id order by visited_at) from visits) select sum(c.credit) from customers c join r on r.customer_id = c.customer_id and r.n = 1

-- latest day has many rows
select sum(c.credit) from customers c join orders o on o.customer_id = c.customer_id and o.ordered_at = (select max(x.ordered_at) from orders x where x.customer_id = c.customer_id)

-- limit in a lateral of two
select sum(o.amount) from orders o cross join lateral (select i.price from order_items i where i.order_id = o.order_id order by i.price limit 2) x

-- lateral without a limit
select sum(o.amount) from orders o cross join lateral (select i.price from order_items i where i.order_id = o.order_id) x

-- lateral groups
select sum(o.amount) from orders o, lateral (select i.product_id, sum(i.quantity) q from order_items i where i.order_id = o.order_id group by 1) x

-- unnest beside a fact
select sum(o.amount) from orders o, unnest([1, 2]) as t(n)

-- unnest in the list of a subquery
select sum(amount) from (select amount, unnest([1, 2]) as n from orders) x

-- series for each row
select sum(amount) from (select amount, unnest(generate_series(1, 3)) as n from orders) x

-- limit two as a table
select sum(o.amount) from orders o cross join (select channel from orders limit 2) x

-- limit one for each is not one for all
select sum(c.credit) from customers c join (select customer_id from orders limit 5) o using (customer_id)

-- measure beside a to-many join
select MEASURE(revenue) from orders o join order_items i on i.order_id = o.order_id

-- derived measure beside a to-many join
select MEASURE(average_order) from orders join order_items i on i.order_id = orders.order_id

-- measure by the child's field
select p.category, MEASURE(revenue) from orders o join order_items i using (order_id) join products p using (product_id) group by 1

-- count measure beside a to-many join
select p.category, MEASURE(order_count) from orders o join order_items i using (order_id) join products p using (product_id) group by 1

-- measures of parent and child together
select MEASURE(revenue), MEASURE(units) from orders o join order_items i using (order_id)

-- measure in having
select o.channel from orders o join order_items i using (order_id) group by 1 having MEASURE(revenue) > 5

-- measure in order by
select o.channel from orders o join order_items i using (order_id) group by 1 order by MEASURE(revenue)

-- measure in a window
select o.channel, sum(MEASURE(revenue)) over () from orders o join order_items i using (order_id) group by 1

-- measure over a cross join
select MEASURE(salary_total) from employees e cross join stores s

-- measure in a cte, repeated afterwards
with r as (select store_id, MEASURE(revenue) as revenue from orders group by store_id) select sum(r.revenue) from r join employees e on e.store_id = r.store_id

-- measure in a cte, joined by another key
with r as (select store_id, channel, MEASURE(revenue) as revenue from orders group by 1, 2) select s.region, sum(s.area), sum(r.revenue) from stores s left join r using (store_id) group by 1

-- grouped total repeated by a join
with t as (select customer_id, sum(amount) as total from orders group by 1) select sum(t.total) from t join visits v on v.customer_id = t.customer_id

-- grouped total repeated by its own fact
with t as (select customer_id, sum(amount) as total from orders group by 1) select sum(t.total) from orders o join t on t.customer_id = o.customer_id

-- a single row's value summed over a table
select sum(t.total) from orders o cross join (select sum(amount) as total from orders) t

-- a single row's value averaged into a sum
select o.channel, sum(o.amount / 2 + t.total) from orders o cross join (select sum(amount) total from orders) t group by 1

-- subtotals of a rollup summed
select sum(a) from (select channel, sum(amount) a from orders group by rollup (channel)) x

-- subtotals of grouping sets summed
select sum(a) from (select channel, status, sum(amount) a from orders group by grouping sets ((channel), (status))) x

-- subtotals of a cube counted
select count(*) from (select channel, status, sum(amount) a from orders group by cube (channel, status)) x

-- having over repeated rows
select o.status from orders o join order_items i using (order_id) group by 1 having sum(o.amount) > 1

-- order by over repeated rows
select o.status from orders o join order_items i using (order_id) group by 1 order by sum(o.amount)

-- qualify over repeated rows
select o.status from orders o join order_items i using (order_id) qualify sum(o.amount) over (partition by o.status) > 1

-- filter clause
select sum(o.amount) filter (where i.price > 1) from orders o join order_items i using (order_id)

-- filter on the first line, which need not be one
select sum(o.amount) filter (where i.price = 1) from orders o join order_items i using (order_id)

-- case of the child
select sum(case when i.price > 1 then o.amount end) from orders o join order_items i using (order_id)

-- added to the child's
select sum(o.amount + i.quantity) from orders o join order_items i using (order_id)

-- minus the child's
select sum(o.amount - i.quantity * i.price) from orders o join order_items i using (order_id)

-- coalesced with the child's
select sum(coalesce(i.price, o.amount)) from orders o left join order_items i using (order_id)

-- rounded
select sum(round(o.amount, 2)) from orders o join order_items i using (order_id)

-- cast
select sum(cast(o.amount as decimal(18, 2))) from orders o join order_items i using (order_id)

-- greatest
select sum(greatest(o.amount, 0)) from orders o join order_items i using (order_id)

-- constant factor
select sum(0.5 * o.amount) from orders o join order_items i using (order_id)

-- if
select sum(if(i.price > 2, o.amount, 0)) from orders o join order_items i using (order_id)

-- iff on the parent's own condition
select sum(case when o.status = 'paid' then o.amount else 0 end) from orders o join payments p using (order_id)

-- count of a condition on the parent
select count(case when o.status = 'paid' then 1 end) from orders o join order_items i using (order_id)

-- count if
select count_if(o.status = 'paid') from orders o join order_items i using (order_id)

-- in a scalar subquery
select (select sum(o.amount) from orders o join order_items i using (order_id)) as x

-- in a correlated scalar subquery
select s.name, (select sum(o.amount) from orders o join order_items i using (order_id) where o.store_id = s.store_id) from stores s

-- a correlated scalar as the value of repeated rows
select sum((select max(p.list_price) from products p where p.product_id = i.product_id)) from order_items i join returns r on r.order_id = i.order_id

-- a correlated scalar of the parent, for each line
select sum((select sum(x.paid) from payments x where x.order_id = o.order_id)) from orders o join order_items i on i.order_id = o.order_id

-- in an exists
select name from stores s where exists (select 1 from orders o join order_items i using (order_id) where o.store_id = s.store_id having sum(o.amount) > 5)

-- in an in
select order_no from orders where store_id in (select o.store_id from orders o join order_items i using (order_id) group by 1 having sum(o.amount) > 5)

-- in a union's branch
select sum(amount) from orders union all select sum(o.amount) from orders o join order_items i using (order_id)

-- in a join's condition
select count(*) from stores s join targets t on t.store_id = s.store_id and t.target > (select avg(o.amount) from orders o join order_items i using (order_id))

-- recursion
with recursive t as (select order_id, amount from orders union all select order_id, amount from t where amount < 0) select sum(amount) from t

-- recursion over employees
with recursive chain as (select employee_id, manager_id, salary from employees union all select e.employee_id, c.manager_id, e.salary from employees e join chain c on c.employee_id = e.manager_id) select manager_id, sum(salary) from chain group by 1

-- a date spine by a range
select d.day, sum(o.amount) from (select unnest(generate_series(date '2025-01-01', date '2025-01-31', interval 1 day)) as day) d join orders o on o.ordered_at <= d.day group by 1

-- a date spine that is not unique
select sum(o.amount) from (select cast(visited_at as date) as day from visits) d join orders o on cast(o.ordered_at as date) = d.day

-- a spine of months with days
select sum(t.target) from (select unnest(generate_series(date '2025-01-01', date '2025-01-31', interval 1 day)) as day) d join targets t on t.month = date_trunc('month', d.day)

-- active customers of each month by a range, their credit
select m.month, sum(c.credit) from (select distinct month from targets) m join customers c on c.signed_up <= m.month group by 1

-- positional join
select sum(o.amount) from orders o positional join order_items i

-- asof join on the wrong side
select sum(v.pages) from orders o asof join visits v on v.customer_id = o.customer_id and o.ordered_at >= v.visited_at

-- pivot
select * from (select channel, status, amount from orders) pivot (sum(amount) for status in ('paid', 'open'))

-- table sample
select sum(amount) from orders tablesample 10 percent join order_items i using (order_id)

-- cohort joined to a fact by month only
with f as (select customer_id, min(date_trunc('month', ordered_at)) as cohort from orders group by 1), n as (select cohort, count(*) as size from f group by 1) select f.cohort, sum(n.size) from f join n on n.cohort = f.cohort group by 1

-- two facts by segment, joined before adding up
select c.segment, sum(o.amount), sum(v.pages) from customers c join orders o on o.customer_id = c.customer_id join (select customer_id, pages from visits) v on v.customer_id = c.customer_id group by 1

-- groups by day joined to groups by month
with d as (select store_id, cast(ordered_at as date) as day, sum(amount) g from orders group by 1, 2) select sum(t.target) from targets t join d on d.store_id = t.store_id and date_trunc('month', d.day) = t.month

-- null-safe equation with a column that is no key
select sum(o.amount) from orders o join visits v on v.customer_id is not distinct from o.customer_id

-- null-safe equation on a key that may be null in several rows
with x as (select c.customer_id as k, o.order_id from customers c left join orders o using (customer_id)) select sum(r.refund) from returns r join x on x.order_id is not distinct from r.order_id

-- is true of an equation
select sum(o.amount) from orders o join customers c on (c.customer_id = o.customer_id) is not false

-- equation inside a case
select sum(o.amount) from orders o join customers c on case when o.status = 'paid' then c.customer_id = o.customer_id else true end

-- key equated with its own column
select sum(o.amount) from orders o join customers c on c.customer_id = c.customer_id

-- key equated with the column of a third table that is not fixed
select sum(o.amount) from orders o join visits v on v.customer_id = o.customer_id join customers c on c.customer_id = v.customer_id

-- key equated with a sum of two tables
select sum(o.amount) from orders o join payments p on p.paid_at >= o.ordered_at join customers c on c.customer_id = o.customer_id + p.payment_id

-- key equated with a correlated subquery that changes
select sum(o.amount) from orders o join customers c on c.customer_id in (select v.customer_id from visits v where v.visited_at > o.ordered_at)

-- grouping by the key only in one of several sets
with g as (select customer_id, channel, sum(amount) a from orders group by grouping sets ((customer_id), (customer_id, channel))) select sum(c.credit) from customers c join g using (customer_id)

-- group by an expression of the key
with g as (select customer_id // 2 as customer_id, sum(amount) a from orders group by customer_id) select sum(c.credit) from customers c join g on g.customer_id = c.customer_id

-- the name of the key on another column
with g as (select store_id as customer_id, customer_id as x, sum(amount) a from orders group by 1, 2) select sum(c.credit) from customers c join g on g.customer_id = c.customer_id

-- swapped names of a cte's columns
with g(b, a) as (select customer_id, channel from orders group by 1, 2) select sum(c.credit) from customers c join g on g.b = c.customer_id

-- alias of a table that shadows a cte
with orders as (select o.order_id, o.amount from main_orders o) select sum(amount) from orders join order_items using (order_id)

-- a cte named like a table of the model
with orders as (select o.order_id, o.amount, i.line from orders o join order_items i using (order_id)) select sum(amount) from orders

-- distinct counts of groups that share rows, summed
select sum(n) from (select p.category, count(distinct o.order_id) n from orders o join order_items i using (order_id) join products p using (product_id) group by 1) x

-- their share of their sum
select p.category, count(distinct o.order_id) * 1.0 / sum(count(distinct o.order_id)) over () from orders o join order_items i using (order_id) join products p using (product_id) group by 1

-- distinct customers of each product, summed through a cte
with n as (select i.product_id, count(distinct o.customer_id) as customers from order_items i join orders o using (order_id) join order_tags t using (order_id) group by 1) select sum(n.customers) from n

-- a parent's value looked up by a scalar subquery
select sum((select s.area from stores s where s.store_id = o.store_id)) from orders o

-- the same, aggregated inside
select sum((select max(s.area) from stores s where s.store_id = o.store_id)) from orders o

-- the same, in a subquery
select sum(a) from (select o.order_id, (select s.area from stores s where s.store_id = o.store_id) as a from orders o) x

-- a parent's total looked up by a scalar subquery
select sum((select sum(x.salary) from employees x where x.store_id = o.store_id)) from orders o

-- a total beside each row, summed
select sum((select sum(refund) from returns)) from orders

-- a total beside each row, averaged with the row
select sum(amount + (select avg(amount) from orders)) from orders

-- the outer row's amount added up by an inner one
select o.order_no, (select sum(o.amount) from order_items i where i.order_id = o.order_id) from orders o

-- the outer row's amount handed through a lateral
select sum(x.a) from orders o cross join lateral (select o.amount as a from order_items i where i.order_id = o.order_id) x

-- a parent looked up by a lateral
select sum(x.area) from orders o cross join lateral (select s.area from stores s where s.store_id = o.store_id) x

-- a parent looked up by a lateral with a limit
select sum(x.area) from orders o left join lateral (select s.area from stores s where s.store_id = o.store_id limit 1) x on true

-- an outer join's condition does not limit the side that it keeps
select sum(e.salary) from stores s cross join employees e left join targets t on s.store_id = 1 and t.store_id = 1 and t.month = '2025-01-01'

-- nor does it through the side that it may leave out
select sum(e.salary) from employees e cross join stores s left join targets t on t.store_id = 1 and t.month = '2025-01-01' and s.store_id = t.target

-- a right join's condition does not limit the side that it keeps
select sum(e.salary) from stores s right join employees e on e.employee_id = 1

-- a full join's condition limits neither
select sum(s.area) from employees e full join stores s on s.store_id = 1 and e.role = 'clerk'

-- a full join with a fact, then another
select sum(o.amount) from orders o full join visits v on v.customer_id = o.customer_id full join customers c on c.customer_id = o.customer_id

-- null keys of an outer join meet null-safely
with x as (select o.order_id, c.name from customers c left join orders o using (customer_id)) select sum(x2.v) from (select order_id, sum(refund) v from returns group by 1) x2 join x on x.order_id is not distinct from x2.order_id

-- an anti join that tests a column which may be null anyway
select sum(c.credit) from customers c left join orders o on o.customer_id = c.customer_id where o.channel is null

-- an anti join under or
select sum(c.credit) from customers c left join orders o on o.customer_id = c.customer_id where o.order_id is null or o.amount > 5

-- the row number of another select
select sum(c.credit) from customers c join (select customer_id, n from (select customer_id, row_number() over (partition by customer_id order by ordered_at) as n from orders) y cross join stores s) r on r.customer_id = c.customer_id and r.n = 1

-- a row number taken before a join that repeats it
with r as (select order_id, customer_id, row_number() over (partition by customer_id order by ordered_at) as n from orders), j as (select r.customer_id, r.n, i.price from r join order_items i using (order_id)) select sum(c.credit) from customers c join j on j.customer_id = c.customer_id and j.n = 1

-- limit one in a branch of a union
with u as ((select customer_id from orders limit 1) union all (select customer_id from visits limit 1)) select sum(c.credit) from customers c cross join u

-- limit one with an offset for each row
select sum(o.amount) from orders o join (select order_id from order_items limit 1 offset 3) x on true join payments p using (order_id)

-- with ties
select sum(o.amount) from orders o cross join (select channel from orders order by amount fetch first 1 rows with ties) x

-- a having makes no single row of groups
select sum(o.amount) from orders o cross join (select channel from orders group by channel having count(*) > 1) x

-- distinct values handed on beside a window
select sum(area) from (select distinct s.store_id, s.area, row_number() over (order by o.order_id) n from stores s join orders o using (store_id)) x

-- a group's key that is a changing value
select sum(c.credit) from customers c join (select cast(random() * 5 as integer) as k, customer_id from orders group by 1, 2) g on g.customer_id = c.customer_id

-- group by all with a child's field
select o.order_id, i.line, sum(o.amount) from orders o join order_items i using (order_id) group by all

-- values that are not different
select sum(o.amount) from orders o join (values ('web'), ('web')) as w(channel) on w.channel = o.channel

-- two columns of values, one of them repeated
select sum(o.amount) from orders o join (values ('web', 1), ('web', 2)) as w(channel, n) on w.channel = o.channel

-- an array with a repetition
select sum(o.amount) from orders o join unnest(['web', 'web']) as w(channel) on w.channel = o.channel

-- a union of constants
select sum(o.amount) from orders o join (select 'web' as channel union all select 'web') w on w.channel = o.channel

-- the sum of a maximum over a repeated cte
with x as (select o.order_id, o.amount, p.category from orders o join order_items i using (order_id) join products p using (product_id)) select sum(m) from (select category, max(amount) m from x group by category) y

-- a correlated exists that does not make one of many
select sum(o.amount) from orders o join order_items i on i.order_id = o.order_id where exists (select 1 from products p where p.product_id = i.product_id and p.category = 'Bikes')

-- a subquery's average over the wrong grain
select avg(total) from (select o.customer_id, o.amount as total from orders o join payments p using (order_id)) x

-- a count of rows over two unions joined
select count(*) from (select customer_id from orders union all select customer_id from visits) a join (select customer_id from orders union all select customer_id from visits) b on a.customer_id = b.customer_id

-- the same rows in both parts of a union
select sum(a) from (select order_id, amount a from orders union all select order_id, amount from orders) x

-- the same rows in both parts of a union, counted
select count(*) from (select customer_id from orders union all select customer_id from orders) x

-- the same rows in both parts of a union, told apart by a constant that nobody looks at
select sum(v) from (select 'gross' as kind, amount v from orders union all select 'again', amount from orders) x

-- the same, grouped by something else
select channel, sum(v) from (select 'gross' as kind, channel, amount v from orders union all select 'again', channel, amount from orders) x group by channel

-- the same, through a cte that drops the constant
with u as (select 'a' as kind, amount v from orders union all select 'b', amount from orders), w as (select v from u) select sum(v) from w

-- conditions that can both hold
select sum(a) from (select amount a from orders where status = 'paid' union all select amount from orders where channel = 'web') x

-- ranges that overlap
select sum(a) from (select amount a from orders where amount <= 50 union all select amount from orders where amount >= 50) x

-- conditions on another table than the one that is added up
select sum(a) from (select o.amount a from orders o join order_items i using (order_id) where i.line = 1 union all select o.amount from orders o join order_items i using (order_id) where i.line = 2) x

-- the second and the third part are the same
select sum(a) from (select paid a from payments union all select amount from orders union all select amount from orders) x

-- grouped totals of the same rows in both parts
select sum(a) from (select channel, sum(amount) a from orders group by 1 union all select status, sum(amount) from orders group by 1) x

-- the constant comes out of a cte and is not looked at
with u as (select 'a' as kind, amount v from orders union all select 'b', amount from orders), w as (select kind, v from u) select sum(v) from w

-- rows of it, counted
with u as (select 'a' as kind, amount v from orders union all select 'b', amount from orders), w as (select kind, v from u) select count(*) from w

-- tested in another aggregate only
select sum(case when kind = 'a' then v end), avg(v) from (select 'a' as kind, amount v from orders union all select 'b', amount from orders) x

-- one part of a union is left out, two remain
select sum(case when kind = 'a' then 0 else v end) from (select 'a' as kind, amount v from orders union all select 'b', amount from orders union all select 'c', amount from orders) x

-- a test of the constant under NOT
select sum(case when not (kind = 'a') then v end) from (select 'a' as kind, amount v from orders union all select 'b', amount from orders union all select 'c', amount from orders) x

-- a test of the constant under OR
select sum(case when kind = 'a' or v > 3 then v end) from (select 'a' as kind, amount v from orders union all select 'b', amount from orders) x

-- a filter of the constant under OR
select sum(v) filter (where kind = 'a' or kind = 'b') from (select 'a' as kind, amount v from orders union all select 'b', amount from orders) x

-- a numbered row of a named window
with r as (select customer_id, row_number() over w as n from orders window w as (partition by channel order by ordered_at)) select sum(c.credit) from customers c join r on r.n = c.customer_id

-- several largest
select max(o.amount, 3) from orders o join order_items i using (order_id)

-- the maximum of a distinct count, summed
select sum(m) from (select category, max(n) m from (select p.category, count(distinct o.order_id) n from orders o join order_items i using (order_id) join products p using (product_id) group by 1) x group by category) y

-- added, then multiplied by a constant
select sum((o.amount + i.quantity) * 2) from orders o join order_items i using (order_id)

-- added, then divided by a constant
select sum((o.amount + i.quantity * i.price) / 2.0) from orders o join order_items i using (order_id)

-- a constant beside the child's factor
select sum(o.amount * (1 + i.quantity)) from orders o join order_items i using (order_id)

-- added in a function
select sum(floor(o.amount + i.price)) from orders o join order_items i using (order_id)

-- chosen in a function
select sum(ceil(case when i.price > 5 then o.amount else i.price end)) from orders o join order_items i using (order_id)

-- two columns of one name, the first of which is repeated
select sum(v) from (select o.amount as v, i.price as v from orders o join order_items i using (order_id)) x

-- two columns of one name in a cte
with x as (select o.amount as v, i.quantity as v from orders o join order_items i using (order_id)) select sum(x.v) from x

-- two columns of one name, one of them a key
with x as (select o.store_id as customer_id, o.customer_id from orders o group by 1, 2) select sum(c.credit) from customers c join x on x.customer_id = c.customer_id

-- values that are one number
select sum(o.amount) from orders o join (values (1), (1.0)) as w(store_id) on w.store_id = o.store_id

-- null in a full join is no sign that a row is left out
select sum(c.credit) from customers c left join orders o on o.customer_id = c.customer_id full join visits v on v.source = o.channel where o.channel is null

-- one row of each is not one row
select sum(o.amount) from orders o cross join (select channel from orders limit 1 percent) x

-- hours of a series, cast to days
with days as (select cast(h as date) as day from (select unnest(generate_series(timestamp '2025-01-01', timestamp '2025-01-31', interval 1 hour)) as h) x) select sum(o.amount) from days left join orders o on cast(o.ordered_at as date) = days.day

-- hours of a series, cast where they are spread
with days as (select cast(unnest(generate_series(timestamp '2025-01-01', timestamp '2025-01-31', interval 6 hours)) as date) as day) select sum(o.amount) from days left join orders o on cast(o.ordered_at as date) = days.day

-- days of any table, cast
with days as (select cast(visited_at as date) as day, visit_id from visits) select sum(o.amount) from days join orders o on cast(o.ordered_at as date) = days.day

-- values that are distinct together, counted alone
select count(order_id) from (select distinct o.order_id, i.price from orders o join order_items i using (order_id)) x

-- distinct values, repeated afterwards
select count(x.customer_id) from (select distinct customer_id from orders) x join visits v on v.customer_id = x.customer_id

-- monthly buyers, added up
select sum(n) from (select date_trunc('month', ordered_at) as m, count(distinct customer_id) as n from orders group by 1) x

-- different orders of each product, added up by the lines' own key
select sum(n) from (select product_id, count(distinct order_id) as n from order_items group by 1) x

-- buyers by region of the store, added up
select sum(n) from (select s.region, count(distinct o.customer_id) as n from orders o join stores s on s.store_id = o.store_id group by 1) x
