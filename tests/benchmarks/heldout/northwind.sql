-- answer: How many orders did we get last month?
select count(*) from orders where order_date >= '2025-05-01' and order_date < '2025-06-01'
-- answer: Revenue by product category
select category_name, sum(d.unit_price * d.quantity * (1 - d.discount)) from order_details d join products using (product_id) join categories using (category_id) group by 1
-- ordered: Who are our top 5 customers by revenue?
select company_name, sum(unit_price * quantity * (1 - discount)) s from order_details join orders using (order_id) join customers using (customer_id) group by customer_id, 1 order by s desc limit 5
-- answer: orders per month in 2024
select date_trunc('month', order_date)::date, count(*) from orders where year(order_date) = 2024 group by 1
-- or
select strftime(order_date, '%Y-%m'), count(*) from orders where year(order_date) = 2024 group by 1
-- or
select month(order_date), count(*) from orders where year(order_date) = 2024 group by 1
-- answer: What is the average freight per shipper?
select company_name, avg(freight) from orders join shippers on shipper_id = ship_via group by 1
-- answer: Which products are discontinued?
select product_name from products where discontinued = 1
-- answer: customers that never placed an order
select company_name from customers c where not exists (select 1 from orders o where o.customer_id = c.customer_id)
-- answer: How many orders have not been shipped yet?
select count(*) from orders where shipped_date is null
-- answer: number of customers by country, most first
select country, count(*) from customers group by 1
-- answer: Which employee handled the most orders?
select first_name, last_name from orders join employees using (employee_id) group by employee_id, 1, 2 order by count(*) desc limit 1
-- or
select first_name || ' ' || last_name from orders join employees using (employee_id) group by employee_id, first_name, last_name order by count(*) desc limit 1
-- or
select last_name, count(*) from orders join employees using (employee_id) group by employee_id, last_name order by count(*) desc limit 1
-- answer: products with fewer than 20 units in stock
select product_name from products where units_in_stock < 20
-- answer: How much Chai did we sell in 2024?
select sum(quantity) from order_details join orders using (order_id) join products using (product_id) where product_name = 'Chai' and year(order_date) = 2024
-- or
select sum(d.unit_price * d.quantity * (1 - d.discount)) from order_details d join orders using (order_id) join products using (product_id) where product_name = 'Chai' and year(order_date) = 2024
-- answer: What percentage of our orders is shipped to Germany?
select avg(case when ship_country = 'Germany' then 1.0 else 0 end) from orders
-- or
select 100 * avg(case when ship_country = 'Germany' then 1.0 else 0 end) from orders
-- answer: What is our average order value?
select sum(unit_price * quantity * (1 - discount)) / count(distinct order_id) from order_details
-- answer: How many orders were shipped after the required date?
select count(*) from orders where shipped_date > required_date
-- answer: Revenue by employee in 2025
select first_name, last_name, sum(unit_price * quantity * (1 - discount)) from order_details join orders using (order_id) join employees using (employee_id) where year(order_date) = 2025 group by employee_id, 1, 2
-- or
select first_name || ' ' || last_name, sum(unit_price * quantity * (1 - discount)) from order_details join orders using (order_id) join employees using (employee_id) where year(order_date) = 2025 group by employee_id, 1
-- or
select last_name, sum(unit_price * quantity * (1 - discount)) from order_details join orders using (order_id) join employees using (employee_id) where year(order_date) = 2025 group by employee_id, 1
-- then: and in 2024?
select first_name, last_name, sum(unit_price * quantity * (1 - discount)) from order_details join orders using (order_id) join employees using (employee_id) where year(order_date) = 2024 group by employee_id, 1, 2
-- or
select first_name || ' ' || last_name, sum(unit_price * quantity * (1 - discount)) from order_details join orders using (order_id) join employees using (employee_id) where year(order_date) = 2024 group by employee_id, 1
-- or
select last_name, sum(unit_price * quantity * (1 - discount)) from order_details join orders using (order_id) join employees using (employee_id) where year(order_date) = 2024 group by employee_id, 1
-- refuse: What is our profit margin per product?
-- refuse: How many complaints did we receive from customers last month?
-- refuse: What is the average salary of our sales representatives?
