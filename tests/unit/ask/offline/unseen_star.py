"""A star of facts around a calendar whose months, quarters and weeks are numbers or names that come again every year."""

INSPECTIONS = """
create table dim_date (date_key integer primary key, full_date date, month integer, month_name varchar, quarter varchar,
  week integer, year integer);
create table dim_site (site_key integer primary key, site_name varchar, city varchar);
create table fact_inspections (inspection_key integer primary key, date_key integer references dim_date(date_key),
  site_key integer references dim_site(site_key), finding_amount double);
create table fact_budgets (budget_key integer primary key, site_key integer references dim_site(site_key), month varchar,
  budget_amount double);
insert into dim_date select cast(strftime(d, '%Y%m%d') as integer), d, month(d), monthname(d), 'Q' || quarter(d), week(d), year(d)
  from (select date '2024-01-01' + cast(i as integer) as d from range(0, 530) t(i));
insert into dim_site select i, 'Site ' || i, case i % 3 when 0 then 'Leeds' when 1 then 'York' else 'Hull' end
  from range(1, 8) t(i);
insert into fact_inspections select row_number() over (), date_key, 1 + (date_key * 7 + i) % 7, 10 + date_key % 13
  from dim_date, range(0, 3) t(i) where (date_key + i) % 4 < 2;
insert into fact_budgets select i, 1 + i % 7, '2025-' || lpad(cast(1 + i % 5 as varchar), 2, '0'), 100 * i from range(1, 36) t(i);
"""
