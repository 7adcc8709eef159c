-- answer: How many orders were cancelled?
select count(*) from orders where status = 'Cancelled'
-- ordered: Top 10 customers by payments
select customerName, sum(amount) s from payments join customers using (customerNumber) group by customerNumber, 1 order by s desc limit 10
-- or
select customerName, count(*) s from payments join customers using (customerNumber) group by customerNumber, 1 order by s desc, 1 limit 10
-- answer: Sales by product line
select productLine, sum(quantityOrdered * priceEach) from orderdetails join products using (productCode) group by 1
-- or
select productLine, sum(quantityOrdered * priceEach) from orderdetails join products using (productCode) join orders using (orderNumber) where status <> 'Cancelled' group by 1
-- answer: orders by status
select status, count(*) from orders group by 1
-- answer: How many employees work in each office?
select city, count(*) from employees join offices using (officeCode) group by 1
-- answer: Which customers have no sales rep?
select customerName from customers where salesRepEmployeeNumber is null
-- answer: average credit limit per country
select country, avg(creditLimit) from customers group by 1
-- answer: products with less than 1000 in stock
select productName from products where quantityInStock < 1000
-- answer: products that were never ordered
select productName from products p where not exists (select 1 from orderdetails d where d.productCode = p.productCode)
-- answer: payments per quarter in 2024
select date_trunc('quarter', paymentDate)::date, sum(amount) from payments where year(paymentDate) = 2024 group by 1
-- or
select date_trunc('quarter', paymentDate)::date, count(*) from payments where year(paymentDate) = 2024 group by 1
-- or
select quarter(paymentDate), sum(amount) from payments where year(paymentDate) = 2024 group by 1
-- answer: On average, how many days does it take to ship an order?
select avg(shippedDate - orderDate) from orders
-- answer: What percent of our customers are in France?
select avg(case when country = 'France' then 1.0 else 0 end) from customers
-- or
select 100 * avg(case when country = 'France' then 1.0 else 0 end) from customers
-- answer: customers in the USA with a credit limit between 50000 and 100000
select customerName from customers where country = 'USA' and creditLimit between 50000 and 100000
-- answer: Value of our stock by product line
select productLine, sum(quantityInStock * buyPrice) from products group by 1
-- or
select productLine, sum(quantityInStock * MSRP) from products group by 1
-- answer: Sales in 2024 compared to 2023
select date_trunc('year', orderDate)::date, sum(quantityOrdered * priceEach) from orderdetails join orders using (orderNumber) where year(orderDate) in (2023, 2024) group by 1
-- or
select year(orderDate), sum(quantityOrdered * priceEach) from orderdetails join orders using (orderNumber) where year(orderDate) in (2023, 2024) group by 1
-- or
select sum(quantityOrdered * priceEach) filter (year(orderDate) = 2024), sum(quantityOrdered * priceEach) filter (year(orderDate) = 2023) from orderdetails join orders using (orderNumber)
-- or
select sum(quantityOrdered * priceEach) filter (year(orderDate) = 2024), sum(quantityOrdered * priceEach) filter (year(orderDate) = 2023) from orderdetails join orders using (orderNumber) where status <> 'Cancelled'
-- or
select year(orderDate), sum(quantityOrdered * priceEach) from orderdetails join orders using (orderNumber) where year(orderDate) in (2023, 2024) and status <> 'Cancelled' group by 1
-- answer: How many orders came in during the first quarter of 2025?
select count(*) from orders where orderDate >= '2025-01-01' and orderDate < '2025-04-01'
-- then: how many of those are on hold?
select count(*) from orders where orderDate >= '2025-01-01' and orderDate < '2025-04-01' and status = 'On Hold'
-- refuse: What is the return rate per product line?
-- refuse: How satisfied are our customers in Germany?
-- refuse: How many vacation days did each employee take?
