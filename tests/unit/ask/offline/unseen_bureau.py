"""A small database, drafted as it is: clients and their accounts, contracts of a code table, flats, offices and their heads."""

from __future__ import annotations

BUREAU = """
create table clients (client_id integer primary key, client_name varchar, client_phone varchar, date_became_client date,
  nationality varchar);
create table accounts (account_id integer primary key, client_id integer references clients(client_id), account_name varchar,
  date_account_opened date, other_details varchar);
create table ref_contract_types (contract_type_code varchar primary key, contract_type_description varchar);
create table contracts (contract_id integer primary key, client_id integer references clients(client_id),
  contract_type_code varchar references ref_contract_types(contract_type_code), term_code varchar);
create table flats (flat_id integer primary key, flat_number varchar, room_count integer, street varchar, rent double);
create table offices (office_id integer primary key, office_name varchar, creation integer, ranking integer, num_clerks integer,
  district varchar, takings double);
create table chiefs (chief_id integer primary key, chief_name varchar, born_county varchar, temporary_acting varchar,
  office_id integer references offices(office_id));
insert into clients select i, 'Client ' || i, '555-' || i, date '2015-01-01' + cast(i * 17 as integer),
  case i % 3 when 0 then 'France' when 1 then 'Spain' else 'Italy' end from range(1, 31) t(i);
insert into accounts select i, 1 + i * 7 % 25, cast(500 + i % 40 as varchar), date '2016-01-01' + cast(i * 5 as integer),
  'Detail ' || i from range(1, 61) t(i);
insert into ref_contract_types values ('Lease', 'A flat is let'), ('Sale', 'A flat is sold'), ('Agency', 'For others');
insert into contracts select i, 1 + i * 5 % 28, case i % 3 when 0 then 'Lease' when 1 then 'Sale' else 'Agency' end,
  case i % 3 when 0 then 'Short Term' else 'Long Term' end from range(1, 51) t(i);
insert into flats select i, 'F' || i, 1 + i % 5, case i % 2 when 0 then 'High Street' else 'Mill Lane' end, 300.5 + i * 31 % 400
  from range(1, 26) t(i);
insert into offices select i, 'Office ' || i, 1950 + i * 7 % 30, i, 5 + i * 3 % 20, case i % 2 when 0 then 'North' else 'South'
  end, 1000.5 * i from range(1, 13) t(i);
insert into chiefs select i, 'Chief ' || i, case i % 3 when 0 then 'Kent' when 1 then 'Essex' else 'Surrey' end,
  case i % 4 when 0 then 'Yes' else 'No' end, i from range(1, 13) t(i);
"""
