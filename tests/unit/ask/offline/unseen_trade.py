"""Two more small databases: a wholesaler, whose orders have two addresses, and a festival, whose films have casts."""

from __future__ import annotations

WHOLESALE = """
create table regions (region_id integer primary key, region_name varchar);
create table countries (country_code varchar primary key, country_name varchar,
  region_id integer references regions(region_id));
create table addresses (address_id integer primary key, street varchar, town varchar,
  country_code varchar references countries(country_code));
create table clients (client_id integer primary key, client_name varchar, segment varchar, signed_up_on date,
  home_address_id integer references addresses(address_id), is_active boolean);
create table sales_people (sales_person_id integer primary key, full_name varchar, team varchar, hired_on date);
create table categories (category_id integer primary key, category_name varchar);
create table products (product_id integer primary key, product_name varchar,
  category_id integer references categories(category_id), list_price decimal(10,2), is_discontinued boolean);
create table sales_orders (order_id integer primary key, client_id integer references clients(client_id),
  sales_person_id integer references sales_people(sales_person_id), order_date date, ship_date date,
  ship_to_address_id integer references addresses(address_id),
  bill_to_address_id integer references addresses(address_id), status varchar, online_order_flag boolean,
  subtotal decimal(12,2), tax_amount decimal(12,2), freight decimal(12,2));
create table order_lines (order_line_id integer primary key, order_id integer references sales_orders(order_id),
  product_id integer references products(product_id), quantity integer, unit_price decimal(10,2),
  line_total decimal(12,2));
create table returns (return_id integer primary key, order_line_id integer references order_lines(order_line_id),
  returned_on date, reason varchar, refund_amount decimal(10,2));
create table tags (tag_id integer primary key, tag_name varchar);
create table product_tags (product_id integer references products(product_id),
  tag_id integer references tags(tag_id), primary key (product_id, tag_id));
insert into regions values (1,'Europe'),(2,'Asia'),(3,'America');
insert into countries values ('DE','Germany',1),('FR','France',1),('JP','Japan',2),('US','United
  States',3),('CA','Canada',3);
insert into addresses select i, 'Street '||i,
  case i%4 when 0 then 'Northam' when 1 then 'Eastville' when 2 then 'Southport' else 'Westbury' end,
  (['DE','FR','JP','US','CA'])[1+i%5] from range(1,61) t(i);
insert into clients select i, 'Client '||i, case i%3 when 0 then 'Retail' when 1 then 'Trade' else 'Public' end,
  date '2021-01-01'+cast(i*20 as integer), 1+i%60, i%5>0 from range(1,81) t(i);
insert into sales_people select i, (['Ana Ruiz','Ben Cole','Cy Dent','Dee Eden','Eve Fox','Gus Hall'])[i],
  case when i%2=0 then 'North' else 'South' end, date '2018-01-01'+cast(i*100 as integer) from range(1,7) t(i);
insert into categories values (1,'Cutlery'),(2,'Pans'),(3,'Linen'),(4,'Glasses');
insert into products select i, 'Item '||chr(64+cast(i as integer)), 1+i%4, 5+i*3.5, i%7=0 from range(1,25) t(i);
insert into sales_orders select i, 1+(i*7)%70, case when i%3=0 then null else 1+i%6 end,
  date '2024-01-01'+cast((i*11)%530 as integer), date '2024-01-04'+cast((i*11)%530 as integer), 1+(i*3)%60,
  1+(i*5)%60, (['open','shipped','cancelled','shipped'])[1+i%4], i%3=0, 20+(i*37)%900, (20+(i*37)%900)*0.2,
  3+i%20 from range(1,400) t(i);
insert into order_lines select i, 1+(i*3)%399, 1+(i*5)%22, 1+i%6, 5+i%40, (1+i%6)*(5+i%40) from range(1,1200) t(i);
insert into returns select i, 1+i*9, date '2024-02-01'+cast(i*4 as integer),
  case when i%2=0 then 'broken' else 'unwanted' end, 3+i%30 from range(1,100) t(i);
insert into tags values (1,'sale'),(2,'eco'),(3,'gift');
insert into product_tags select i, 1+i%3 from range(1,25) t(i);
insert into product_tags select i, 1+(i+1)%3 from range(1,25) t(i) where i%2=0;
"""

FESTIVAL = """
create table people (person_id integer primary key, person_name varchar, born_on date, country varchar);
create table films (film_id integer primary key, title varchar, genre varchar, release_year integer,
  running_minutes integer, budget double);
create table castings (film_id integer references films(film_id), person_id integer references people(person_id),
  role_name varchar, primary key(film_id, person_id));
create table venues (venue_id integer primary key, venue_name varchar, district varchar, seats integer);
create table screenings (screening_id integer primary key, film_id integer references films(film_id),
  venue_id integer references venues(venue_id), starts_at timestamp, is_sold_out boolean);
create table visitors (visitor_id integer primary key, visitor_name varchar, membership varchar, joined_on date);
create table tickets (ticket_id integer primary key, screening_id integer references screenings(screening_id),
  visitor_id integer references visitors(visitor_id), sold_at timestamp, price double, channel varchar);
create table reviews (review_id integer primary key, film_id integer references films(film_id),
  visitor_id integer references visitors(visitor_id), reviewed_on date, stars integer);
insert into people select i, 'Person '||i, date '1950-01-01'+cast(i*300 as integer),
  case i%3 when 0 then 'Norway' when 1 then 'Chile' else 'Kenya' end from range(1,41) t(i);
insert into films select i, 'Film '||i,
  case i%4 when 0 then 'drama' when 1 then 'comedy' when 2 then 'documentary' else 'thriller' end, 2015+i%10, 70+i*3,
  1e6*i from range(1,26) t(i);
insert into castings select i, 1+(i*j*3)%39, 'Role '||j from range(1,26) t(i), range(1,5) s(j) on conflict do nothing;
insert into venues select i, (['Astoria','Bijou','Capitol','Dome'])[i],
  case when i<3 then 'Harbour' else 'Old Town' end, 80*i from range(1,5) t(i);
insert into screenings select i, 1+i%24, 1+i%4, timestamp '2025-03-01 14:00:00'+interval (i*9) hour,
  i%6=0 from range(1,150) t(i);
insert into visitors select i, 'Visitor '||i, case i%3 when 0 then 'gold' when 1 then 'silver' else 'none' end,
  date '2022-01-01'+cast(i*5 as integer) from range(1,201) t(i);
insert into tickets select i, 1+i%149, 1+(i*13)%180, timestamp '2025-02-20 10:00:00'+interval (i) hour, 8+i%7,
  case when i%3=0 then 'web' else 'desk' end from range(1,1500) t(i);
insert into reviews select i, 1+i%20, 1+(i*7)%150, date '2025-03-05'+cast(i%60 as integer),
  1+i%5 from range(1,300) t(i);
"""
