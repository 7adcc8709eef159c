-- answer: how many bikes did we sell
select sum(orderqty) from salesorderdetail join product using (productid) join productsubcategory using (productsubcategoryid) join productcategory c using (productcategoryid) where c.name = 'Bikes'
-- ordered: top 3 product subcategories by units sold
select s.name, sum(orderqty) q from salesorderdetail join product using (productid) join productsubcategory s using (productsubcategoryid) group by 1 order by q desc limit 3
-- answer: average freight per order, month by month
select date_trunc('month', orderdate)::date, avg(freight) from salesorderheader group by 1
-- answer: How many orders had a total due above 50,000?
select count(*) from salesorderheader where totaldue > 50000
-- answer: number of online vs offline orders
select onlineorderflag, count(*) from salesorderheader group by 1
-- answer: how many black products have a list price over 1000
select count(*) from product where color = 'Black' and listprice > 1000
-- ask: which product is the heaviest?
-- answer: number of orders by territory
select territoryid, count(*) from salesorderheader group by 1
-- answer: tax we charged in Q3 2011
select sum(taxamt) from salesorderheader where orderdate >= '2011-07-01' and orderdate < '2011-10-01'
-- answer: how many different products were sold in July 2011?
select count(distinct productid) from salesorderdetail join salesorderheader using (salesorderid) where orderdate >= '2011-07-01' and orderdate < '2011-08-01'
-- answer: how many products have never been ordered
select count(*) from product p where not exists (select 1 from salesorderdetail d where d.productid = p.productid)
-- answer: avg list price of touring bikes
select avg(listprice) from product join productsubcategory s using (productsubcategoryid) where s.name = 'Touring Bikes'
-- answer: products per subcategory in clothing
select s.name, count(*) from product join productsubcategory s using (productsubcategoryid) join productcategory c using (productcategoryid) where c.name = 'Clothing' group by 1
-- answer: Share of orders by card type
select cardtype, count(*) * 1.0 / sum(count(*)) over () from salesorderheader left join creditcard using (creditcardid) group by 1
-- or
select cardtype, count(*) * 1.0 / sum(count(*)) over () from salesorderheader join creditcard using (creditcardid) group by 1
-- answer: what percentage of our orders were placed online?
select count(*) filter (where onlineorderflag) * 1.0 / count(*) from salesorderheader
-- or
select count(*) filter (where onlineorderflag) * 100.0 / count(*) from salesorderheader
-- or
select onlineorderflag, count(*) * 1.0 / sum(count(*)) over () from salesorderheader group by 1
-- answer: median subtotal of an order
select median(subtotal) from salesorderheader
-- answer: orders between 1 and 15 July 2011
select count(*) from salesorderheader where orderdate >= '2011-07-01' and orderdate < '2011-07-16'
-- answer: orders by month and online flag
select date_trunc('month', orderdate)::date, onlineorderflag, count(*) from salesorderheader group by 1, 2
-- answer: how many people are called Martin by last name?
select count(*) from person where lastname = 'Martin'
-- answer: nr of provinces in Canada
select count(*) from stateprovince where countryregioncode = 'CA'
-- answer: how many orders didn't come with any sales reason?
select count(*) from salesorderheader h where not exists (select 1 from salesorderheadersalesreason r where r.salesorderid = h.salesorderid)
-- answer: orders where the sales reason was Manufacturer
select count(*) from salesorderheader h where exists (select 1 from salesorderheadersalesreason join salesreason r using (salesreasonid) where salesorderid = h.salesorderid and r.name = 'Manufacturer')
-- or
select salesorderid from salesorderheader h where exists (select 1 from salesorderheadersalesreason join salesreason r using (salesreasonid) where salesorderid = h.salesorderid and r.name = 'Manufacturer')
-- answer: compare total due of June 2011 and July 2011
select (select sum(totaldue) from salesorderheader where orderdate >= '2011-06-01' and orderdate < '2011-07-01'), (select sum(totaldue) from salesorderheader where orderdate >= '2011-07-01' and orderdate < '2011-08-01')
-- or
select date_trunc('month', orderdate)::date, sum(totaldue) from salesorderheader where orderdate >= '2011-06-01' and orderdate < '2011-08-01' group by 1
-- answer: credit cards that expire in 2008, how many are there?
select count(*) from creditcard where expyear = 2008
-- answer: average number of lines per order
select count(*) * 1.0 / count(distinct salesorderid) from salesorderdetail
-- or
select (select count(*) from salesorderdetail) * 1.0 / (select count(*) from salesorderheader)
-- or
select count(*) * 1.0 / count(distinct salesorderid) from salesorderdetail join salesorderheader using (salesorderid)
-- ask: sales by city
-- refuse: what was our marketing budget in 2011?
-- refuse: employees per department
-- refuse: how many orders were returned by customers
-- refuse: which sales person missed the sales quota
