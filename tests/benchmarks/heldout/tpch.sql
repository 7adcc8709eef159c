-- answer: How many customers are there in each market segment?
select c_mktsegment, count(*) from customer group by 1
-- answer: Revenue by customer region
select r_name, sum(l_extendedprice * (1 - l_discount)) from lineitem join orders on o_orderkey = l_orderkey join customer on c_custkey = o_custkey join nation on n_nationkey = c_nationkey join region on r_regionkey = n_regionkey group by 1
-- or
select r_name, sum(o_totalprice) from orders join customer on c_custkey = o_custkey join nation on n_nationkey = c_nationkey join region on r_regionkey = n_regionkey group by 1
-- ordered: top 10 customers by total order price
select c_name, sum(o_totalprice) s from orders join customer on c_custkey = o_custkey group by 1 order by s desc limit 10
-- answer: Number of orders by priority
select o_orderpriority, count(*) from orders group by 1
-- answer: orders per month in 2024
select date_trunc('month', o_orderdate)::date, count(*) from orders where year(o_orderdate) = 2024 group by 1
-- or
select month(o_orderdate), count(*) from orders where year(o_orderdate) = 2024 group by 1
-- answer: What is the average discount we give?
select avg(l_discount) from lineitem
-- answer: How many customers have never placed an order?
select count(*) from customer where c_custkey not in (select o_custkey from orders)
-- answer: quantity by ship mode
select l_shipmode, sum(l_quantity) from lineitem group by 1
-- answer: Which suppliers are in Germany?
select s_name from supplier join nation on n_nationkey = s_nationkey where n_name = 'GERMANY'
-- answer: suppliers with a negative account balance
select s_name from supplier where s_acctbal < 0
-- answer: average customer account balance per nation
select n_name, avg(c_acctbal) from customer join nation on n_nationkey = c_nationkey group by 1
-- answer: Parts made by Manufacturer#3 with a size between 10 and 20
select p_name from part where p_mfgr = 'Manufacturer#3' and p_size between 10 and 20
-- answer: How many line items arrived later than the commit date?
select count(*) from lineitem where l_receiptdate > l_commitdate
-- answer: lowest supply cost per brand
select p_brand, min(ps_supplycost) from partsupp join part on p_partkey = ps_partkey group by 1
-- answer: What share of orders is urgent?
select avg(case when o_orderpriority = '1-URGENT' then 1.0 else 0 end) from orders
-- or
select 100 * avg(case when o_orderpriority = '1-URGENT' then 1.0 else 0 end) from orders
-- answer: Total order price by year
select date_trunc('year', o_orderdate)::date, sum(o_totalprice) from orders group by 1
-- or
select year(o_orderdate), sum(o_totalprice) from orders group by 1
-- then: only the machinery segment
select date_trunc('year', o_orderdate)::date, sum(o_totalprice) from orders join customer on c_custkey = o_custkey where c_mktsegment = 'MACHINERY' group by 1
-- or
select year(o_orderdate), sum(o_totalprice) from orders join customer on c_custkey = o_custkey where c_mktsegment = 'MACHINERY' group by 1
-- refuse: What is the average age of our customers?
-- refuse: How many orders came in through the web shop?
-- refuse: How many people work for each supplier?
